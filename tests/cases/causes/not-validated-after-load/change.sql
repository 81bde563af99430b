-- cause: constraints-not-validated
ALTER TABLE runs DROP CONSTRAINT runs_runner_id_fkey, DROP CONSTRAINT runs_metres_check;
ALTER TABLE runs ADD CONSTRAINT runs_runner_id_fkey FOREIGN KEY (runner_id) REFERENCES "Runner" (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE runs ADD CONSTRAINT runs_metres_check CHECK (metres > 0) NOT VALID
