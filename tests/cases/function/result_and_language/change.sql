DROP FUNCTION pace_seconds(text, integer);
CREATE FUNCTION pace_seconds(pace text, factor integer DEFAULT 60) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT 1::bigint'
