CREATE ROLE schemacheck_reader;
CREATE ROLE schemacheck_writer;

CREATE TABLE race (id integer PRIMARY KEY, name text);
GRANT SELECT ON race TO schemacheck_reader;
GRANT SELECT (id, name), UPDATE (name) ON race TO schemacheck_writer;
GRANT ALL ON race TO schemacheck_writer WITH GRANT OPTION;
COMMENT ON TABLE race IS 'One row a race';
COMMENT ON COLUMN race.name IS 'As printed on the poster';
