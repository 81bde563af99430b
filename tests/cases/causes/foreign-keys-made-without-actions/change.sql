-- cause: foreign-keys-without-actions
ALTER TABLE runs DROP CONSTRAINT runs_runner_id_fkey;
ALTER TABLE runs ADD CONSTRAINT runs_runner_id_fkey FOREIGN KEY (runner_id) REFERENCES "Runner" (id);
ALTER TABLE shoes DROP CONSTRAINT shoes_runner_id_fkey;
ALTER TABLE shoes ADD CONSTRAINT shoes_runner_id_fkey FOREIGN KEY (runner_id) REFERENCES "Runner" (id);
ALTER TABLE race_results DROP CONSTRAINT race_results_runner_id_fkey;
ALTER TABLE race_results ADD CONSTRAINT race_results_runner_id_fkey FOREIGN KEY (runner_id) REFERENCES "Runner" (id)
