-- expect: error guard-column-altered Athlete.garmin_access_token @2:36
ALTER TABLE "Athlete" ALTER COLUMN "garmin_access_token" SET DATA TYPE varchar(50),
    ALTER COLUMN "email" SET NOT NULL;
