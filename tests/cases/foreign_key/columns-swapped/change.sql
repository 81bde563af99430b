ALTER TABLE run DROP CONSTRAINT run_plan_week_fkey;
ALTER TABLE run ADD FOREIGN KEY (week, plan) REFERENCES day (plan, week) ON DELETE SET NULL
