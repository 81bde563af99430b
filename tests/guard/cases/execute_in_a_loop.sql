-- expect: error guard-table-truncated Race @7:41
-- expect: error guard-table-truncated go_fast_companies @7:41
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['Race', 'go_fast_companies'] LOOP
    EXECUTE format('TRUNCATE TABLE %I', t);
  END LOOP;
END $$;
