CREATE TABLE race (id text PRIMARY KEY, name text, bib integer NOT NULL);
CREATE COLLATION plain (lc_collate = 'C', lc_ctype = 'C');
