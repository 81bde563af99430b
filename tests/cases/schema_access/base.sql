CREATE ROLE schemacheck_reader;
CREATE ROLE schemacheck_writer;

CREATE SCHEMA app;
CREATE TABLE race (id integer);
GRANT USAGE ON SCHEMA app TO schemacheck_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE schemacheck_writer IN SCHEMA public GRANT SELECT ON TABLES TO schemacheck_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE schemacheck_writer REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
