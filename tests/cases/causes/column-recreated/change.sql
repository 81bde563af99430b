-- cause: column-recreated
ALTER TABLE runs DROP COLUMN metres;
ALTER TABLE runs ADD COLUMN metres integer
