DROP TABLE plain;
CREATE TABLE plain (id integer) PARTITION BY HASH (id)
