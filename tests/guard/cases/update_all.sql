-- expect: error guard-update-without-where Athlete.garmin_access_token @3:8
-- expect: error guard-update-without-where Race @4:8
UPDATE "Athlete" SET "garmin_access_token" = NULL;
UPDATE "Race" SET mood = 'happy' WHERE true;
