-- expect: nothing
CREATE TABLE "run_crew_photos" ("id" TEXT PRIMARY KEY, "athleteId" TEXT REFERENCES "Athlete"("id"));
CREATE TABLE "Shoe" ("id" TEXT PRIMARY KEY);
ALTER TABLE "Shoe" ADD COLUMN "size" INT;
WITH athletes AS (SELECT * FROM "Athlete") SELECT * FROM athletes;
ALTER TABLE auth.users ADD COLUMN x int;
