-- expect: error guard-table-dropped Race @5:12
-- AlterTable
ALTER TABLE "Race" ADD COLUMN "x" TEXT;

DROP TABLE "Race";
