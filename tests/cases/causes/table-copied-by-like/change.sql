-- cause: table-copied
CREATE TABLE runs_new (LIKE runs INCLUDING ALL);
DROP TABLE runs CASCADE;
ALTER TABLE runs_new RENAME TO runs
