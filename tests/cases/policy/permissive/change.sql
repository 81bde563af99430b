DROP POLICY race_limit ON race;
CREATE POLICY race_limit ON race FOR DELETE USING (state = 'gone')
