-- cause: table-stripped
CREATE TABLE runs_copy AS SELECT * FROM runs;
DROP TABLE runs CASCADE;
ALTER TABLE runs_copy RENAME TO runs
