DROP FUNCTION pace_seconds(text, integer);
CREATE FUNCTION pace_seconds(text) RETURNS integer LANGUAGE sql AS 'SELECT 1'
