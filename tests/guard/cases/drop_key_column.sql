-- expect: error guard-column-dropped Athlete(companyId) @2:35
ALTER TABLE "Athlete" DROP COLUMN "companyId";
