DO $$ DECLARE d text := quote_ident(current_database()); BEGIN
EXECUTE 'ALTER DATABASE ' || d || ' CONNECTION LIMIT 5'; EXECUTE 'GRANT CREATE ON DATABASE ' || d || ' TO PUBLIC'; EXECUTE 'ALTER DATABASE ' || d || ' OWNER TO schemacheck_reader'; END $$
