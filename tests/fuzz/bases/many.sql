-- Every kind of object that a database can hold and a comparison looks at, each in a few forms.
CREATE ROLE schemacheck_reader;
CREATE ROLE schemacheck_writer;
CREATE EXTENSION btree_gist;
CREATE EXTENSION pg_trgm VERSION '1.5';

CREATE SCHEMA app;
GRANT USAGE ON SCHEMA public TO schemacheck_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE schemacheck_writer IN SCHEMA public GRANT SELECT ON TABLES TO schemacheck_reader;

CREATE COLLATION plain (lc_collate = 'C', lc_ctype = 'C');
CREATE COLLATION folded (provider = icu, locale = 'de', deterministic = false);
CREATE TYPE mood AS ENUM ('good', 'bad', 'so so');
CREATE TYPE app.mood AS ENUM ('good', 'bad');
CREATE DOMAIN email AS text DEFAULT 'a@b' NOT NULL CONSTRAINT has_at CHECK (VALUE ~ '@') CONSTRAINT short CHECK (length(VALUE) < 100);
CREATE DOMAIN bib AS integer;
CREATE DOMAIN slug AS text COLLATE "C";
CREATE TYPE address AS (street text COLLATE "C", city text, number integer);
CREATE TYPE pace AS (seconds integer);
CREATE FUNCTION pace_distance(float8, float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE TYPE paces AS RANGE (subtype = float8, subtype_diff = pace_distance);
CREATE TYPE names AS RANGE (subtype = text, collation = "C");
CREATE SEQUENCE invoices AS bigint START 1000 INCREMENT 5 CACHE 3;
CREATE SEQUENCE countdown AS integer INCREMENT -1 MINVALUE -50 MAXVALUE 100 CYCLE;
GRANT USAGE ON SEQUENCE invoices TO schemacheck_writer;

CREATE FUNCTION code(n integer DEFAULT 1) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'x' || n $$;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION watched() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION watched_too() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION in_and_out(INOUT a integer, OUT b text) LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS 'BEGIN b := a; END';
CREATE FUNCTION rows_of(VARIADIC items text[]) RETURNS SETOF text LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT unnest(items)';
CREATE FUNCTION listed(low integer, high integer DEFAULT 9) RETURNS TABLE (n integer, m text) LANGUAGE sql AS 'SELECT low, $$x$$';
CREATE PROCEDURE tidy(n integer) LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION called(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'int8_avg_serialize';
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE AGGREGATE moving(integer) (SFUNC = int4pl, STYPE = integer, COMBINEFUNC = int4pl, MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer, MINITCOND = '1');
CREATE AGGREGATE smallest(integer) (SFUNC = int4smaller, STYPE = integer, SORTOP = <);
REVOKE EXECUTE ON FUNCTION code(integer) FROM PUBLIC;

CREATE TABLE club (
    id serial PRIMARY KEY,
    name varchar(80) NOT NULL,
    city text COLLATE "C" NOT NULL DEFAULT 'Bern',
    founded date,
    mood mood DEFAULT 'good',
    mail email,
    home address,
    CONSTRAINT club_name_key UNIQUE (name)
);
CREATE TABLE race (
    id bigint GENERATED ALWAYS AS IDENTITY,
    club integer NOT NULL REFERENCES club (id) ON DELETE CASCADE ON UPDATE RESTRICT,
    other integer CONSTRAINT race_other REFERENCES club (id) DEFERRABLE INITIALLY DEFERRED,
    name varchar(80) NOT NULL,
    miles double precision NOT NULL DEFAULT 26.2,
    price numeric(9, 2) DEFAULT 0,
    starts timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP,
    tags text[] NOT NULL DEFAULT '{}',
    settings jsonb DEFAULT '{"a": 1, "b": [true]}',
    code text DEFAULT code(7),
    open boolean NOT NULL DEFAULT true,
    state varchar(20) DEFAULT 'new',
    bits bit(4) DEFAULT B'1010',
    span daterange,
    length interval DEFAULT '1 day',
    shown text GENERATED ALWAYS AS (name || ' in ' || state) STORED,
    doubled numeric GENERATED ALWAYS AS (price * 2) STORED,
    CONSTRAINT race_pk PRIMARY KEY (id),
    CONSTRAINT price_sound CHECK (price >= 0 AND miles > 0),
    CONSTRAINT state_known CHECK (state IN ('new', 'open', 'over')),
    CONSTRAINT own_only CHECK (length(name) > 1) NO INHERIT,
    CONSTRAINT race_once UNIQUE (club, name) DEFERRABLE,
    CONSTRAINT race_apart EXCLUDE USING gist (club WITH =, span WITH &&) WHERE (open)
);
ALTER TABLE race ADD CONSTRAINT race_later CHECK (price < 1000) NOT VALID;
CREATE INDEX race_open_idx ON race (lower(name), starts DESC NULLS LAST) INCLUDE (state) WHERE state IN ('open', 'new');
CREATE INDEX club_city_idx ON club (city);
CREATE INDEX race_tags_idx ON race USING gin (tags);
CREATE INDEX race_like_idx ON race (name text_pattern_ops, state COLLATE "C");
CREATE INDEX race_trgm_idx ON race USING gist (name gist_trgm_ops);
CREATE UNIQUE INDEX race_lower_idx ON race (lower(name)) WHERE NOT open;
CREATE UNIQUE INDEX race_starts_idx ON race (starts, code DESC) INCLUDE (miles);
CREATE STATISTICS race_stats (ndistinct, dependencies) ON club, state FROM race;
CREATE TABLE day (plan integer, week text, PRIMARY KEY (plan, week));
CREATE TABLE entry (
    race bigint,
    runner integer,
    club integer,
    note text,
    PRIMARY KEY (race, runner),
    FOREIGN KEY (race) REFERENCES race (id) MATCH FULL,
    FOREIGN KEY (club, note) REFERENCES day ON DELETE SET NULL
);
CREATE TABLE pair (x integer, y integer, PRIMARY KEY (x, y));
CREATE TABLE lap (a integer, b integer, FOREIGN KEY (b, a) REFERENCES pair);
CREATE UNLOGGED TABLE cache (key text PRIMARY KEY, value text);
CREATE TABLE log (n integer, said text);
CREATE UNIQUE INDEX log_n ON log (n);
ALTER TABLE log ALTER n SET NOT NULL;
ALTER TABLE log REPLICA IDENTITY USING INDEX log_n;

CREATE TRIGGER race_touch BEFORE UPDATE OF name, state OR INSERT ON race FOR EACH ROW
    WHEN (NEW.state IS NOT NULL) EXECUTE FUNCTION touch('name', 'a, b');
CREATE TRIGGER race_audit AFTER DELETE ON race REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION audit();
CREATE CONSTRAINT TRIGGER race_checked AFTER INSERT ON race DEFERRABLE FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER race_off BEFORE TRUNCATE ON race EXECUTE FUNCTION touch();
ALTER TABLE race DISABLE TRIGGER race_off;
CREATE RULE race_kept AS ON DELETE TO race WHERE old.state = 'open' DO INSTEAD NOTHING;
CREATE RULE race_noted AS ON UPDATE TO race DO ALSO INSERT INTO log VALUES (1, 'x');
ALTER TABLE race ENABLE ROW LEVEL SECURITY;
CREATE POLICY race_read ON race FOR SELECT TO schemacheck_reader USING (state = 'open');
CREATE POLICY race_write ON race TO schemacheck_writer USING (club = 1) WITH CHECK (club = 1 AND state <> 'over');
CREATE POLICY race_limit ON race AS RESTRICTIVE FOR DELETE USING (state = 'over');
ALTER TABLE log ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT ON race TO schemacheck_reader;
GRANT SELECT (id, name), UPDATE (name) ON race TO schemacheck_writer;
GRANT ALL ON club TO schemacheck_writer WITH GRANT OPTION;
COMMENT ON TABLE race IS 'One row a race';
COMMENT ON COLUMN race.name IS 'As printed on the poster';
COMMENT ON FUNCTION code(integer) IS 'makes codes';

CREATE TABLE position (athlete integer NOT NULL, lap integer, at date DEFAULT '2026-01-01') PARTITION BY RANGE (lap);
CREATE TABLE position_1 PARTITION OF position FOR VALUES FROM (1) TO (10);
CREATE TABLE position_2 PARTITION OF position FOR VALUES FROM (10) TO (20);
CREATE INDEX position_at ON position (at);
CREATE TRIGGER position_touch AFTER INSERT ON position FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE made (region text, n integer, twice integer GENERATED ALWAYS AS (n * 2) STORED) PARTITION BY LIST (lower(region));
CREATE TABLE made_eu PARTITION OF made FOR VALUES IN ('eu', 'ch') PARTITION BY HASH (n);
CREATE TABLE made_eu_1 PARTITION OF made_eu FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE made_us PARTITION OF made FOR VALUES IN ('us');
CREATE TABLE made_rest PARTITION OF made DEFAULT;
ALTER TABLE made_us ADD CONSTRAINT small CHECK (n < 10);
ALTER TABLE made_us ADD CONSTRAINT once UNIQUE (n);
CREATE INDEX made_us_idx ON made_us (region) WHERE n > 1;
CREATE TRIGGER look BEFORE INSERT ON made_us FOR EACH ROW WHEN (NEW.n > 0) EXECUTE FUNCTION touch();
CREATE TABLE named (a text COLLATE "C", b text) PARTITION BY RANGE (a COLLATE "C" text_pattern_ops);
CREATE TABLE base (id integer DEFAULT 3, note text, CONSTRAINT id_small CHECK (id < 100));
CREATE TABLE second (extra integer);
CREATE TABLE kid (own text) INHERITS (base, second);

CREATE VIEW open_races AS SELECT id, name FROM race WHERE price > 0;
CREATE VIEW my_races WITH (security_barrier, check_option = local) AS SELECT id, name FROM race WHERE club = 1;
CREATE MATERIALIZED VIEW race_totals AS SELECT name, count(*) AS n FROM race GROUP BY name;
CREATE INDEX race_totals_idx ON race_totals (name);
CREATE MATERIALIZED VIEW drafts AS SELECT 1 AS x WITH NO DATA;
GRANT SELECT ON open_races TO schemacheck_reader;

CREATE FOREIGN DATA WRAPPER nothing;
CREATE FOREIGN DATA WRAPPER something;
CREATE SERVER results TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER nothing OPTIONS (host 'db.internal', dbname 'x');
CREATE SERVER spare FOREIGN DATA WRAPPER nothing;
CREATE FOREIGN TABLE results (id text OPTIONS (column_name 'ID'), n integer DEFAULT 1) SERVER results OPTIONS (table_name 'results');
CREATE PUBLICATION feed FOR TABLE race, club WITH (publish = 'insert, update');
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('DROP TABLE', 'ALTER TABLE') EXECUTE FUNCTION watched();
CREATE EVENT TRIGGER watch_all ON sql_drop EXECUTE FUNCTION watched();
-- since 14
CREATE FUNCTION atomic(a integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT a + 1; END;
CREATE STATISTICS race_exprs ON lower(name), (price * 2) FROM race;
-- since 15
CREATE UNIQUE INDEX club_founded_idx ON club (founded) NULLS NOT DISTINCT;
CREATE PUBLICATION partly FOR TABLE race (id, name) WHERE (price > 0);
CREATE PUBLICATION whole FOR TABLES IN SCHEMA app;
CREATE VIEW invoked WITH (security_invoker = true) AS SELECT id FROM race;
ALTER TABLE entry ADD CONSTRAINT some_null FOREIGN KEY (club, note) REFERENCES day ON DELETE SET NULL (club);
-- since 18
CREATE TABLE room (id integer, open daterange, PRIMARY KEY (id, open WITHOUT OVERLAPS));
CREATE TABLE booking (
    room integer, during daterange, guest integer, n integer,
    half integer GENERATED ALWAYS AS (n / 2) VIRTUAL,
    UNIQUE (guest, during WITHOUT OVERLAPS),
    FOREIGN KEY (room, PERIOD during) REFERENCES room (id, PERIOD open),
    CONSTRAINT loose CHECK (n > 0) NOT ENFORCED
);
ALTER TABLE booking ADD CONSTRAINT n_there NOT NULL n NOT VALID;
CREATE PUBLICATION generated FOR TABLE club WITH (publish_generated_columns = stored);
