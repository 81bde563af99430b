-- expect: error guard-column-renamed Race.distanceMiles @3:34
-- expect: error guard-column-renamed Athlete.garmin_access_token @4:30
ALTER TABLE "Race" RENAME COLUMN "distanceMiles" TO "distance_miles";
ALTER TABLE "Athlete" RENAME garmin_access_token TO garmin_token;
