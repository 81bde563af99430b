DROP TABLE events_default;
CREATE TABLE held_other PARTITION OF held DEFAULT
