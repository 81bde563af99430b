-- cause: none
ALTER TABLE runs DROP COLUMN started;
ALTER TABLE runs ADD COLUMN begun date NOT NULL
