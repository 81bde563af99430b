ALTER TABLE race OWNER TO schemacheck_writer
