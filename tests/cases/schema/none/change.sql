CREATE TABLE app.race_copy (id integer); DROP TABLE app.race_copy; ALTER SCHEMA app OWNER TO postgres
