CREATE TABLE race (id text PRIMARY KEY, name text, bib integer NOT NULL);
CREATE VIEW open_races AS SELECT id, name FROM race WHERE bib > 0;
CREATE VIEW my_races WITH (security_barrier, check_option = local) AS SELECT id, name FROM race WHERE bib = 1;
CREATE MATERIALIZED VIEW race_totals AS SELECT name, count(*) AS n FROM race GROUP BY name;
CREATE MATERIALIZED VIEW drafts AS SELECT 1 AS x WITH NO DATA;
CREATE FOREIGN DATA WRAPPER nothing;
CREATE SERVER one FOREIGN DATA WRAPPER nothing;
CREATE SERVER two FOREIGN DATA WRAPPER nothing;
CREATE FOREIGN TABLE results (id text) SERVER one OPTIONS (table_name 'results', password 'never read');
