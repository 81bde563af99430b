-- cause: table-recreated
DROP TABLE clubs CASCADE;
CREATE TABLE clubs (id integer PRIMARY KEY, name text NOT NULL, slug text NOT NULL, city text, founded date);
CREATE UNIQUE INDEX clubs_slug_key ON clubs (slug)
