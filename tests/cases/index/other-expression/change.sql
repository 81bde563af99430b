DROP INDEX race_open_idx;
CREATE INDEX race_open_idx ON race (upper(name), starts DESC NULLS LAST) INCLUDE (city) WHERE state IN ('open', 'late')
