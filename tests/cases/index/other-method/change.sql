DROP INDEX race_tags_idx;
CREATE INDEX race_tags_idx ON race (tags)
