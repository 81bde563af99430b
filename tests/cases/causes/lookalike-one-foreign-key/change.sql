-- cause: none
ALTER TABLE runs DROP CONSTRAINT runs_runner_id_fkey
