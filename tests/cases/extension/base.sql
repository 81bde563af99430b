-- since 13
CREATE TABLE race (id text PRIMARY KEY, name text, bib integer NOT NULL);
CREATE EXTENSION hstore;
CREATE EXTENSION pg_trgm VERSION '1.5';
