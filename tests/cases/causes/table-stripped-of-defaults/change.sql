-- cause: table-stripped
CREATE TABLE runs_copy (LIKE runs);
ALTER TABLE runs_copy ADD CONSTRAINT runs_copy_pkey PRIMARY KEY (id);
DROP TABLE runs CASCADE;
ALTER TABLE runs_copy RENAME TO runs
