DROP POLICY race_limit ON race
