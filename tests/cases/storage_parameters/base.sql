-- since 13
CREATE TABLE race (
  id integer,
  name text,
  room int4range,
  CONSTRAINT race_pkey PRIMARY KEY (id) WITH (fillfactor = 50),
  CONSTRAINT race_name_key UNIQUE (name) WITH (deduplicate_items = off),
  CONSTRAINT race_room EXCLUDE USING gist (room WITH &&) WITH (buffering = on)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.010, toast.vacuum_truncate = false);
CREATE TABLE load (id integer PRIMARY KEY, tags text[]) WITH (autovacuum_enabled = off);
CREATE INDEX load_tags ON load USING gin (tags) WITH (fastupdate = off);
CREATE TABLE plain (id integer PRIMARY KEY);
CREATE MATERIALIZED VIEW names WITH (fillfactor = 60) AS SELECT name FROM race;
