-- expect: error guard-column-dropped Athlete.garmin_access_token @3:45
-- expect: error guard-column-dropped Athlete.email @3:80
ALTER TABLE "Athlete" DROP COLUMN IF EXISTS "garmin_access_token", DROP COLUMN "email";
