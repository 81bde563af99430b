ALTER POLICY own ON made_us USING (true)
