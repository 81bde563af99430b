ALTER TABLE "Athlete" RENAME TO athlete_data;
CREATE VIEW "Athlete" AS SELECT * FROM athlete_data
