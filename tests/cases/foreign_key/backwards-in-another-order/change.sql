ALTER TABLE lap DROP CONSTRAINT lap_week_plan_fkey;
ALTER TABLE lap ADD FOREIGN KEY (plan, week) REFERENCES day (week, plan)
