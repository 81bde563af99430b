-- cause: none
ALTER TABLE runs DROP CONSTRAINT runs_runner_id_fkey;
ALTER TABLE runs ADD CONSTRAINT runs_runner_id_fkey FOREIGN KEY (runner_id) REFERENCES "Runner" (id);
ALTER TABLE shoes DROP CONSTRAINT shoes_runner_id_fkey;
ALTER TABLE shoes ADD CONSTRAINT shoes_runner_id_fkey FOREIGN KEY (runner_id) REFERENCES "Runner" (id) ON DELETE RESTRICT
