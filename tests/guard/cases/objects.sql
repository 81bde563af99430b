-- expect: error guard-object-dropped pace(integer) @7:15
-- expect: error guard-object-altered pace(integer) @8:28
-- expect: error guard-object-altered Weather @9:12
-- expect: note guard-enum-label-added Weather @10:12
-- expect: error guard-object-dropped citext @11:16
-- expect: warning guard-unread "objects.sql" @11:16
DROP FUNCTION pace(integer);
CREATE OR REPLACE FUNCTION pace(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
ALTER TYPE "Weather" RENAME VALUE 'sun' TO 'rain';
ALTER TYPE "Weather" ADD VALUE 'hail';
DROP EXTENSION citext CASCADE;
DROP FUNCTION pace_of_others(integer);
ALTER TYPE "Colour" ADD VALUE 'red';
DROP FUNCTION pace(text);
CREATE TYPE "Shoe" AS ENUM ('left', 'right');
DROP SEQUENCE race_numbers;
