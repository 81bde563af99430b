-- expect: error guard-name-misspelt TrainingPlan @2:13
ALTER TABLE "training_plans" ADD COLUMN "x" TEXT;
