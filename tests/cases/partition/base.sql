CREATE ROLE schemacheck_reader;
CREATE ROLE schemacheck_writer;

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE position (athlete integer NOT NULL, lap integer, lat float8) PARTITION BY RANGE (lap);
CREATE TABLE position_1 PARTITION OF position FOR VALUES FROM (1) TO (10);
CREATE TABLE position_2 PARTITION OF position FOR VALUES FROM (10) TO (20);
CREATE TRIGGER position_touch AFTER INSERT ON position FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE plain (id integer);
CREATE TABLE base (id integer);
CREATE TABLE other (id integer);
CREATE TABLE kid () INHERITS (base);
CREATE STATISTICS plain_stats (ndistinct) ON lap, athlete FROM position;
