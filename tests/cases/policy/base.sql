CREATE ROLE schemacheck_reader;
CREATE ROLE schemacheck_writer;

CREATE TABLE race (id integer PRIMARY KEY, tenant integer, state text);
ALTER TABLE race ENABLE ROW LEVEL SECURITY;
CREATE POLICY race_read ON race FOR SELECT TO schemacheck_reader USING (state = 'open');
CREATE POLICY race_write ON race TO schemacheck_writer USING (tenant = 1) WITH CHECK (tenant = 1 AND state <> 'gone');
CREATE POLICY race_limit ON race AS RESTRICTIVE FOR DELETE USING (state = 'gone');
CREATE TABLE log (id integer);
CREATE TABLE vault (id integer);
ALTER TABLE vault ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
