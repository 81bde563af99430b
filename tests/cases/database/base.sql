CREATE TABLE race (id text PRIMARY KEY, name text, bib integer NOT NULL);
