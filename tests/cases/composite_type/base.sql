CREATE TABLE race (id text PRIMARY KEY, name text, bib integer NOT NULL);
CREATE TYPE geo AS (lat double precision, lon double precision);
CREATE TYPE address AS (street text COLLATE "C", city text);
CREATE TYPE pace AS (seconds integer);
