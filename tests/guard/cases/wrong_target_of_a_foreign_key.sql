-- expect: error guard-name-misspelt go_fast_companies @4:14
ALTER TABLE "TrainingPlan" ADD CONSTRAINT "TrainingPlan_companyId_fkey"
  FOREIGN KEY ("companyId")
  REFERENCES "GoFastCompany"("id") ON DELETE RESTRICT;
