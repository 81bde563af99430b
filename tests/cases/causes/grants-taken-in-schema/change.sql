-- cause: grants-taken-in-schema
REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM schemacheck_reader
