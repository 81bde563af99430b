-- cause: column-recreated
ALTER TABLE shoes DROP COLUMN runner_id;
ALTER TABLE shoes ADD COLUMN runner_id text
