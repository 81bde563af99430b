-- expect: error guard-column-added audit.events @4:31
-- expect: error guard-table-dropped audit.events @9:12
SET search_path TO audit, public;
ALTER TABLE events ADD COLUMN x int;
ALTER TABLE "Race" ADD COLUMN x int;
RESET search_path;
ALTER TABLE events ADD COLUMN y int;
SELECT pg_catalog.set_config('search_path', 'audit', false);
DROP TABLE events;
