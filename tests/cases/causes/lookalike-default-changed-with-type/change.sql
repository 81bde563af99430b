-- cause: none
ALTER TABLE shoes ALTER COLUMN worn TYPE bigint;
ALTER TABLE shoes ALTER COLUMN worn SET DEFAULT 1
