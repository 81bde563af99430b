DROP POLICY race_write ON race;
DROP POLICY race_read ON race;
CREATE POLICY race_read ON race AS RESTRICTIVE FOR SELECT TO schemacheck_reader USING (state = 'open')
