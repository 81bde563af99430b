-- expect: error guard-constraint-dropped athlete_activities(id) @2:48
ALTER TABLE athlete_activities DROP CONSTRAINT athlete_activities_pkey CASCADE;
