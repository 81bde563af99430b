-- expect: error guard-table-truncated Athlete.garmin_access_token @4:10
-- expect: error guard-table-truncated athlete_activities @4:10
-- expect: error guard-table-truncated go_fast_companies @4:10
TRUNCATE go_fast_companies CASCADE;
