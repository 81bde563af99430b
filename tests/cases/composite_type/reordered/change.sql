DROP TYPE geo;
CREATE TYPE geo AS (lon double precision, lat double precision)
