ALTER TABLE lap DROP CONSTRAINT lap_week_plan_fkey
