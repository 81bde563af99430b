CREATE INDEX sneaky_idx ON race (lower(city), starts)
