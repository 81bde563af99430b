CREATE TABLE race (id integer PRIMARY KEY, name text, city text COLLATE "C", starts date, state varchar(20), tags text[]);
CREATE INDEX race_city_idx ON race (city);
CREATE INDEX race_tags_idx ON race USING gin (tags);
CREATE INDEX race_open_idx ON race (lower(name), starts DESC NULLS LAST) INCLUDE (city) WHERE state IN ('open', 'late');
CREATE INDEX race_like_idx ON race (name text_pattern_ops, city COLLATE "POSIX");
CREATE INDEX race_bare_idx ON race ((state), (lower(name)) COLLATE "C", (upper(name COLLATE "C")));
CREATE MATERIALIZED VIEW race_names AS SELECT name FROM race;
CREATE INDEX race_names_idx ON race_names (name);
