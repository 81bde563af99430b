-- cause: copy-in-place
CREATE TABLE runs_new (LIKE runs INCLUDING ALL);
INSERT INTO runs_new SELECT * FROM runs;
ALTER TABLE runs RENAME TO runs_old;
ALTER TABLE runs_new RENAME TO runs
