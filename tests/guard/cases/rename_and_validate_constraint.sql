-- expect: error guard-constraint-altered Athlete(companyId) @4:41
-- expect: error guard-constraint-altered Athlete(companyId) @5:43
-- expect: error guard-constraint-altered Athlete(companyId) @6:40
ALTER TABLE "Athlete" RENAME CONSTRAINT "Athlete_companyId_fkey" TO fk_company;
ALTER TABLE "Athlete" VALIDATE CONSTRAINT "Athlete_companyId_fkey";
ALTER TABLE "Athlete" ALTER CONSTRAINT "Athlete_companyId_fkey" DEFERRABLE INITIALLY DEFERRED;
