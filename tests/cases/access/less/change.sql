REVOKE GRANT OPTION FOR ALL ON race FROM schemacheck_writer
