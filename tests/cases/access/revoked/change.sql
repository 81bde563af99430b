REVOKE SELECT ON race FROM schemacheck_reader
