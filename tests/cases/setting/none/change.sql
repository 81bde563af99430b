DO $$ DECLARE d text := quote_ident(current_database()); r text := 'ALTER ROLE schemacheck_case_sets IN DATABASE ' || d; BEGIN
EXECUTE 'ALTER DATABASE ' || d || ' SET search_path = app, "$user"'; EXECUTE 'ALTER DATABASE ' || d || ' SET timezone = ''UTC'''; EXECUTE 'ALTER DATABASE ' || d || ' SET app.api_key = ''x'''; EXECUTE r || ' SET statement_timeout = ''5000ms'''; EXECUTE r || ' SET work_mem = ''65536kB'''; 
END $$
