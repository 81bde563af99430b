CREATE TABLE race (id text PRIMARY KEY, name text, bib integer NOT NULL);
CREATE FUNCTION watched() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER audit ON ddl_command_end WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION watched();
