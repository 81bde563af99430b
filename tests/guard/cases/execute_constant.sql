-- expect: error guard-column-dropped go_fast_companies @5:56
-- expect: error guard-table-dropped Race @6:41
-- expect: error guard-access-changed go_fast_companies @7:77
DO $$ BEGIN
  EXECUTE 'ALTER TABLE "go_fast_companies" DROP COLUMN "slug"';
  EXECUTE 'DROP TABLE ' || quote_ident('Race') || ' CASCADE';
  EXECUTE format('ALTER TABLE %I.%I DISABLE ROW LEVEL SECURITY', 'public', 'go_fast_companies');
END $$;
