-- cause: grants-given-in-schema
GRANT UPDATE ON ALL TABLES IN SCHEMA public TO schemacheck_writer
