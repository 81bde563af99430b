-- cause: none
ALTER TABLE runs OWNER TO schemacheck_writer
