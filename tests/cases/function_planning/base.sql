CREATE TABLE race (id integer);
CREATE FUNCTION pace(integer) RETURNS integer LANGUAGE sql COST 7 AS 'SELECT $1';
CREATE FUNCTION laps(integer) RETURNS SETOF integer LANGUAGE sql ROWS 10.5 AS 'SELECT $1';
CREATE FUNCTION starts(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE SUPPORT pg_catalog.textlike_support AS 'SELECT $1 LIKE $2';
CREATE FUNCTION plain() RETURNS integer LANGUAGE sql AS 'SELECT 1'
