DROP INDEX race_like_idx;
CREATE INDEX race_like_idx ON race (name, city COLLATE "POSIX")
