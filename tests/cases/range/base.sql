CREATE TABLE race (id text PRIMARY KEY, name text, bib integer NOT NULL);
CREATE TYPE floats AS RANGE (subtype = float8, subtype_diff = float8mi);
