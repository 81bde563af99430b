ALTER TABLE "Athlete" RENAME TO athletes
