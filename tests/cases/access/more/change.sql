GRANT DELETE ON race TO schemacheck_reader
