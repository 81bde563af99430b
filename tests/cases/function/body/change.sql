CREATE OR REPLACE FUNCTION pace_seconds(pace text, factor integer DEFAULT 60) RETURNS integer LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN split_part(pace, ':', 1)::integer * factor; END
$$
