-- cause: role-gone
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM schemacheck_writer
