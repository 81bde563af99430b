-- expect: error guard-index-dropped athlete_activities(sourceActivityId) @2:35
DROP INDEX CONCURRENTLY IF EXISTS "athlete_activities_sourceActivityId_key";
