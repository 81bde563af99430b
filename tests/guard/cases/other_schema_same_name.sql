-- expect: nothing
ALTER TABLE archive.go_fast_companies ADD COLUMN x int;
CREATE SCHEMA backup CREATE TABLE go_fast_companies (id text);
