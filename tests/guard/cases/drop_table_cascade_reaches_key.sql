-- expect: error guard-constraint-dropped athlete_activities @4:12
-- expect: error guard-table-dropped Athlete.garmin_access_token @4:12
-- expect: error guard-table-dropped Athlete(companyId) @4:12
DROP TABLE "Athlete" CASCADE;
