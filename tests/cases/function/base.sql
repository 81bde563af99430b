CREATE TABLE race (id text PRIMARY KEY, name text, bib integer NOT NULL);
CREATE FUNCTION pace_seconds(pace text, factor integer DEFAULT 60) RETURNS integer LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN split_part(pace, ':', 1)::integer * factor
       + split_part(pace, ':', 2)::integer;
END
$$;
CREATE FUNCTION admin_only() RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT 1';
CREATE FUNCTION label(a integer, b text DEFAULT 'x') RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION open_to_all() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
