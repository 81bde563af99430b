ALTER TABLE lap DROP CONSTRAINT lap_week_plan_fkey;
ALTER TABLE lap ADD FOREIGN KEY (week, plan) REFERENCES day (plan, week)
