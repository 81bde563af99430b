DROP INDEX race_open_idx;
CREATE INDEX race_open_idx ON race (lower(name), starts) INCLUDE (city) WHERE state IN ('open', 'late')
