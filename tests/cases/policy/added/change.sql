CREATE POLICY sneaky ON race USING (true)
