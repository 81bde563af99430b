CREATE TABLE race (id text PRIMARY KEY, name text, bib integer NOT NULL);
CREATE PUBLICATION feed FOR TABLE race WITH (publish = 'insert, update');
