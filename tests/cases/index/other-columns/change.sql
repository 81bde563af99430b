DROP INDEX race_like_idx;
CREATE INDEX race_like_idx ON race (city COLLATE "POSIX", name text_pattern_ops)
