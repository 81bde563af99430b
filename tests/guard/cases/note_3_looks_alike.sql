-- expect: note guard-index-altered Race @3:13
-- RenameIndex
ALTER INDEX "Race_old_idx" RENAME TO "Race_distance_idx";
-- The view bears the name the application uses; the table keeps its own.
CREATE VIEW "RaceOverview" AS SELECT id FROM "Race";
ALTER TYPE "Mood_new" RENAME TO "Mood_next";
