ALTER POLICY race_write ON race WITH CHECK (true)
