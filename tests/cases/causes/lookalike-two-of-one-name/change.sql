-- cause: none
ALTER TABLE runs ALTER COLUMN runner_id TYPE varchar(40);
ALTER TABLE shoes ALTER COLUMN runner_id TYPE varchar(40)
