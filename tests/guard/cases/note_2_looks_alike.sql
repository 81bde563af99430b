-- expect: nothing
-- AddForeignKey: another table's key, with a name that begins the same way
ALTER TABLE "TrainingPlan" ADD CONSTRAINT "Athlete_companyId_fkey2" FOREIGN KEY ("athleteId") REFERENCES "Athlete"("id");
