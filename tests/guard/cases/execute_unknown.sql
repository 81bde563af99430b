-- expect: warning guard-dynamic "execute_unknown.sql" @7:42
-- expect: warning guard-dynamic "execute_unknown.sql" @10:11
DO $$
DECLARE r record;
BEGIN
  FOR r IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE 'DROP TABLE ' || quote_ident(r.tablename) || ' CASCADE';
    EXECUTE format('SELECT count(*) FROM %I', r.tablename);
  END LOOP;
  EXECUTE r.tablename;
END $$;
