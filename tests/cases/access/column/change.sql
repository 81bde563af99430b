GRANT UPDATE (name) ON race TO schemacheck_reader
