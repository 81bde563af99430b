ALTER SCHEMA app OWNER TO schemacheck_writer
