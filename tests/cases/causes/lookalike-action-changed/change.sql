-- cause: none
ALTER TABLE runs DROP CONSTRAINT runs_runner_id_fkey;
ALTER TABLE runs ADD CONSTRAINT runs_runner_id_fkey FOREIGN KEY (runner_id) REFERENCES "Runner" (id) ON DELETE SET NULL
