-- since 18
CREATE TABLE race (id integer PRIMARY KEY, name text CONSTRAINT "has a name" NOT NULL, city text NOT NULL, bib text NOT NULL NO INHERIT, "a long name of a column, which goes to the very end of it" text NOT NULL);
