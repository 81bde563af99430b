-- expect: error guard-constraint-dropped Athlete(companyId) @5:39
-- expect: error guard-constraint-added Athlete(companyId) @8:38
-- expect: note guard-table-referenced go_fast_companies @8:100
-- DropForeignKey
ALTER TABLE "Athlete" DROP CONSTRAINT "Athlete_companyId_fkey";

-- AddForeignKey
ALTER TABLE "Athlete" ADD CONSTRAINT "Athlete_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "go_fast_companies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
