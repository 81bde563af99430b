-- The schema that production was found to have, table by table, as the expected schema beside it says.

CREATE TABLE go_fast_companies (
  id          text PRIMARY KEY,
  name        text NOT NULL,
  slug        text NOT NULL,
  address     text,
  city        text,
  state       text,
  zip         text,
  domain      text,
  "createdAt" timestamp(3) NOT NULL DEFAULT current_timestamp,
  "updatedAt" timestamp(3) NOT NULL
);
CREATE UNIQUE INDEX go_fast_companies_slug_key ON go_fast_companies (slug);

CREATE TABLE "Athlete" (
  id                      text CONSTRAINT "Athlete_pkey" PRIMARY KEY,
  "firebaseId"            text NOT NULL,
  email                   text,
  "companyId"             text NOT NULL,
  "firstName"             text,
  "lastName"              text,
  "gofastHandle"          text,
  "photoURL"              text,
  "phoneNumber"           text,
  birthday                timestamp(3),
  gender                  text,
  city                    text,
  state                   text,
  "primarySport"          text,
  bio                     text,
  instagram               text,
  "myCurrentPace"         text,
  "myWeeklyMileage"       integer,
  "myTrainingGoal"        text,
  "myTrainingStartDate"   timestamp(3),
  "myTargetRace"          text,
  "preferredDistance"     text,
  "myPaceRange"           text,
  "timePreference"        text,
  "myRunningGoals"        text,
  garmin_user_id          text,
  garmin_access_token     text,
  garmin_refresh_token    text,
  garmin_expires_in       integer,
  garmin_scope            text,
  garmin_connected_at     timestamp(3),
  garmin_last_sync_at     timestamp(3),
  garmin_is_connected     boolean NOT NULL DEFAULT false,
  garmin_disconnected_at  timestamp(3),
  garmin_permissions      jsonb,
  garmin_user_profile     jsonb,
  garmin_user_sleep       jsonb,
  garmin_user_preferences jsonb,
  strava_id               integer,
  strava_access_token     text,
  strava_refresh_token    text,
  strava_expires_at       integer,
  "createdAt"             timestamp(3) NOT NULL DEFAULT current_timestamp,
  "updatedAt"             timestamp(3) NOT NULL,
  "fiveKPace"             text,
  CONSTRAINT "Athlete_companyId_fkey" FOREIGN KEY ("companyId")
    REFERENCES go_fast_companies (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "Athlete_firebaseId_key" ON "Athlete" ("firebaseId");
CREATE UNIQUE INDEX "Athlete_gofastHandle_key" ON "Athlete" ("gofastHandle");
CREATE UNIQUE INDEX "Athlete_garmin_user_id_key" ON "Athlete" (garmin_user_id);
CREATE UNIQUE INDEX "Athlete_strava_id_key" ON "Athlete" (strava_id);

CREATE TABLE athlete_activities (
  id                 text PRIMARY KEY,
  "athleteId"        text NOT NULL,
  "sourceActivityId" text NOT NULL,
  source             text NOT NULL DEFAULT 'garmin',
  "activityType"     text,
  "activityName"     text,
  "startTime"        timestamp(3),
  duration           integer,
  distance           double precision,
  calories           integer,
  "averageSpeed"     double precision,
  "averageHeartRate" integer,
  "maxHeartRate"     integer,
  "elevationGain"    double precision,
  steps              integer,
  "startLatitude"    double precision,
  "startLongitude"   double precision,
  "endLatitude"      double precision,
  "endLongitude"     double precision,
  "summaryPolyline"  text,
  "summaryData"      jsonb,
  "detailData"       jsonb,
  "hydratedAt"       timestamp(3),
  "createdAt"        timestamp(3) NOT NULL DEFAULT current_timestamp,
  "updatedAt"        timestamp(3) NOT NULL,
  CONSTRAINT "athlete_activities_athleteId_fkey" FOREIGN KEY ("athleteId")
    REFERENCES "Athlete" (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "athlete_activities_sourceActivityId_key" ON athlete_activities ("sourceActivityId");

CREATE TABLE "Race" (
  id                   text CONSTRAINT "Race_pkey" PRIMARY KEY,
  "raceName"           text NOT NULL,
  "raceType"           text NOT NULL,
  "raceDate"           timestamp(3) NOT NULL,
  location             text,
  "distanceMiles"      double precision NOT NULL,
  "registrationUrl"    text,
  description          text,
  "createdByAthleteId" text,
  "createdAt"          timestamp(3) NOT NULL DEFAULT current_timestamp,
  "updatedAt"          timestamp(3) NOT NULL,
  CONSTRAINT "Race_createdByAthleteId_fkey" FOREIGN KEY ("createdByAthleteId")
    REFERENCES "Athlete" (id) ON DELETE SET NULL ON UPDATE CASCADE
);

CREATE TABLE "TrainingPlan" (
  id                                  text CONSTRAINT "TrainingPlan_pkey" PRIMARY KEY,
  "athleteId"                         text NOT NULL,
  "raceId"                            text,
  status                              text NOT NULL DEFAULT 'draft',
  "createdAt"                         timestamp(3) NOT NULL DEFAULT current_timestamp,
  "updatedAt"                         timestamp(3) NOT NULL,
  "trainingPlanAdaptive5kTime"        text,
  "trainingPlanBaseline5k"            text NOT NULL,
  "trainingPlanBaselineWeeklyMileage" integer,
  "trainingPlanGoalPace"              text,
  "trainingPlanGoalTime"              text NOT NULL,
  "trainingPlanName"                  text NOT NULL,
  "trainingPlanStartDate"             timestamp(3) NOT NULL,
  "trainingPlanTotalWeeks"            integer NOT NULL,
  CONSTRAINT "TrainingPlan_athleteId_fkey" FOREIGN KEY ("athleteId")
    REFERENCES "Athlete" (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "TrainingPlan_raceId_fkey" FOREIGN KEY ("raceId")
    REFERENCES "Race" (id) ON DELETE SET NULL ON UPDATE CASCADE
);

CREATE TABLE "TrainingPhase" (
  id               text CONSTRAINT "TrainingPhase_pkey" PRIMARY KEY,
  "trainingPlanId" text NOT NULL,
  "phaseName"      text NOT NULL,
  "phaseIndex"     integer NOT NULL,
  "startWeek"      integer NOT NULL,
  "endWeek"        integer NOT NULL,
  metadata         jsonb,
  "createdAt"      timestamp(3) NOT NULL DEFAULT current_timestamp,
  "updatedAt"      timestamp(3) NOT NULL,
  CONSTRAINT "TrainingPhase_trainingPlanId_fkey" FOREIGN KEY ("trainingPlanId")
    REFERENCES "TrainingPlan" (id) ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "TrainingPlanExecution" (
  id               text CONSTRAINT "TrainingPlanExecution_pkey" PRIMARY KEY,
  "trainingPlanId" text NOT NULL,
  "startedAt"      timestamp(3) NOT NULL,
  status           text NOT NULL DEFAULT 'active',
  "createdAt"      timestamp(3) NOT NULL DEFAULT current_timestamp,
  "updatedAt"      timestamp(3) NOT NULL,
  CONSTRAINT "TrainingPlanExecution_trainingPlanId_fkey" FOREIGN KEY ("trainingPlanId")
    REFERENCES "TrainingPlan" (id) ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "TrainingDayPlanned" (
  id                text CONSTRAINT "TrainingDayPlanned_pkey" PRIMARY KEY,
  "trainingPlanId"  text NOT NULL,
  "trainingPhaseId" text,
  "athleteId"       text NOT NULL,
  date              timestamp(3) NOT NULL,
  "weekIndex"       integer NOT NULL,
  "dayIndex"        integer NOT NULL,
  "dayName"         text,
  phase             text NOT NULL,
  "plannedData"     jsonb NOT NULL,
  "createdAt"       timestamp(3) NOT NULL DEFAULT current_timestamp,
  "updatedAt"       timestamp(3) NOT NULL,
  CONSTRAINT "TrainingDayPlanned_athleteId_fkey" FOREIGN KEY ("athleteId")
    REFERENCES "Athlete" (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "TrainingDayPlanned_trainingPhaseId_fkey" FOREIGN KEY ("trainingPhaseId")
    REFERENCES "TrainingPhase" (id) ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "TrainingDayPlanned_trainingPlanId_fkey" FOREIGN KEY ("trainingPlanId")
    REFERENCES "TrainingPlan" (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "TrainingDayPlanned_trainingPlanId_weekIndex_dayIndex_key"
  ON "TrainingDayPlanned" ("trainingPlanId", "weekIndex", "dayIndex");

CREATE TABLE "TrainingDayExecuted" (
  id            text CONSTRAINT "TrainingDayExecuted_pkey" PRIMARY KEY,
  "executionId" text NOT NULL,
  "athleteId"   text NOT NULL,
  "activityId"  text,
  "weekIndex"   integer NOT NULL,
  "dayIndex"    integer NOT NULL,
  date          timestamp(3) NOT NULL,
  "plannedData" jsonb,
  analysis      jsonb,
  feedback      jsonb,
  "createdAt"   timestamp(3) NOT NULL DEFAULT current_timestamp,
  "updatedAt"   timestamp(3) NOT NULL,
  CONSTRAINT "TrainingDayExecuted_athleteId_fkey" FOREIGN KEY ("athleteId")
    REFERENCES "Athlete" (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "TrainingDayExecuted_executionId_fkey" FOREIGN KEY ("executionId")
    REFERENCES "TrainingPlanExecution" (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "TrainingDayExecuted_activityId_key" ON "TrainingDayExecuted" ("activityId");
CREATE UNIQUE INDEX "TrainingDayExecuted_executionId_date_key" ON "TrainingDayExecuted" ("executionId", date);

-- Of these only the names are agreed.
CREATE TABLE join_codes (id text PRIMARY KEY);
CREATE TABLE run_crews (id text PRIMARY KEY);
CREATE TABLE run_crew_announcements (id text PRIMARY KEY);
CREATE TABLE run_crew_events (id text PRIMARY KEY);
CREATE TABLE run_crew_event_rsvps (id text PRIMARY KEY);
CREATE TABLE run_crew_managers (id text PRIMARY KEY);
CREATE TABLE run_crew_memberships (id text PRIMARY KEY);
CREATE TABLE run_crew_messages (id text PRIMARY KEY);
CREATE TABLE run_crew_runs (id text PRIMARY KEY);
CREATE TABLE run_crew_run_rsvps (id text PRIMARY KEY);
