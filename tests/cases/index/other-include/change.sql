DROP INDEX race_open_idx;
CREATE INDEX race_open_idx ON race (lower(name), starts DESC NULLS LAST) WHERE state IN ('open', 'late')
