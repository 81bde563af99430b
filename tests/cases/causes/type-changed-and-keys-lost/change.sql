-- cause: type-changed-with-keys
ALTER TABLE runs DROP CONSTRAINT runs_runner_id_fkey;
ALTER TABLE shoes DROP CONSTRAINT shoes_runner_id_fkey;
ALTER TABLE race_results DROP CONSTRAINT race_results_runner_id_fkey;
DROP VIEW new_runners;
ALTER TABLE "Runner" ALTER COLUMN id TYPE uuid USING id::uuid;
ALTER TABLE runs ALTER COLUMN runner_id TYPE uuid USING runner_id::uuid;
ALTER TABLE shoes ALTER COLUMN runner_id TYPE uuid USING runner_id::uuid;
ALTER TABLE race_results ALTER COLUMN runner_id TYPE uuid USING runner_id::uuid;
CREATE VIEW new_runners AS SELECT id::text, email, "fiveKPace" FROM "Runner" WHERE status = 'new'
