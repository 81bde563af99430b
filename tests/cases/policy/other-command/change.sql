DROP POLICY race_read ON race;
CREATE POLICY race_read ON race TO schemacheck_reader USING (state = 'open')
