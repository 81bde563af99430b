DROP INDEX made_us_idx;
CREATE INDEX made_us_idx ON made_us (region DESC) WHERE n > 1
