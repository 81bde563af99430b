CREATE TABLE city (id integer PRIMARY KEY);
CREATE TABLE race (
  id integer CONSTRAINT race_pkey PRIMARY KEY,
  name text CONSTRAINT race_name_key UNIQUE,
  city integer CONSTRAINT race_city_fkey REFERENCES city,
  bib integer CONSTRAINT bib_there CHECK (bib > 0),
  room int4range,
  CONSTRAINT room_free EXCLUDE USING gist (room WITH &&)
);
CREATE UNIQUE INDEX race_bib_key ON race (bib);
CREATE INDEX race_city_idx ON race (city);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touched BEFORE INSERT ON race FOR EACH ROW EXECUTE FUNCTION touch();
CREATE RULE kept AS ON DELETE TO race DO INSTEAD NOTHING;
CREATE POLICY own ON race USING (true);
CREATE STATISTICS tied ON name, city FROM race;
CREATE DOMAIN bib AS integer CONSTRAINT over_zero CHECK (VALUE > 0);
CREATE TYPE place AS (name text, lat integer);
COMMENT ON CONSTRAINT race_pkey ON race IS 'the key';
COMMENT ON CONSTRAINT race_name_key ON race IS 'the name';
COMMENT ON CONSTRAINT race_city_fkey ON race IS 'the city';
COMMENT ON CONSTRAINT bib_there ON race IS 'the bib';
COMMENT ON CONSTRAINT room_free ON race IS 'the room';
COMMENT ON INDEX race_bib_key IS 'one bib';
COMMENT ON INDEX race_city_idx IS 'by city';
COMMENT ON TRIGGER touched ON race IS 'touches';
COMMENT ON RULE kept ON race IS 'keeps';
COMMENT ON POLICY own ON race IS 'opens';
COMMENT ON STATISTICS tied IS 'ties';
COMMENT ON CONSTRAINT over_zero ON DOMAIN bib IS 'a number';
COMMENT ON COLUMN place.lat IS 'north'
