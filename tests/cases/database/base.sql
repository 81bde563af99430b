CREATE ROLE schemacheck_reader;
CREATE ROLE schemacheck_writer;
CREATE TABLE race (id text PRIMARY KEY, name text, bib integer NOT NULL);
