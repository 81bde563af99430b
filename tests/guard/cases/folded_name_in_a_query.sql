-- expect: error guard-name-folded TrainingPlan @2:41
INSERT INTO report SELECT count(*) FROM TrainingPlan;
