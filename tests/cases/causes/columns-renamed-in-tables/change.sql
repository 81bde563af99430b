-- cause: columns-renamed-alike
ALTER TABLE runs RENAME COLUMN runner_id TO athlete_id;
ALTER TABLE shoes RENAME COLUMN runner_id TO athlete_id;
ALTER TABLE race_results RENAME COLUMN runner_id TO athlete_id
