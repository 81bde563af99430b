ALTER POLICY race_read ON race USING (state = 'open' AND tenant = 1 AND id > 100000 AND id < 200000 AND state <> 'closed')
