-- expect: error guard-column-added audit.events @4:31
BEGIN;
SET LOCAL search_path = audit;
ALTER TABLE events ADD COLUMN x int;
COMMIT;
ALTER TABLE events ADD COLUMN y int;
