-- cause: none
REVOKE SELECT ON runs FROM schemacheck_reader
