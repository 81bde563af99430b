-- cause: none
ALTER TABLE runs ALTER COLUMN metres TYPE bigint
