-- expect: error guard-table-dropped Athlete.garmin_access_token @9:15
-- expect: error guard-table-dropped Athlete(companyId) @9:15
-- expect: error guard-table-dropped athlete_activities(id) @9:15
-- expect: error guard-table-dropped app_user @9:15
-- expect: error guard-table-dropped audit.events @9:15
-- expect: error guard-table-dropped go_fast_companies @9:15
-- expect: error guard-table-dropped läufe @9:15
-- expect: error guard-table-dropped athlete_activities(sourceActivityId) @9:15
DROP OWNED BY app_user CASCADE;
