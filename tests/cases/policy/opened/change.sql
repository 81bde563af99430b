ALTER POLICY race_read ON race USING (true)
