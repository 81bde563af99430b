-- expect: error guard-constraint-dropped Athlete(companyId) @6:67
DO $$
DECLARE c text;
BEGIN
  SELECT conname INTO c FROM pg_constraint LIMIT 1;
  EXECUTE 'ALTER TABLE "Athlete" DROP CONSTRAINT ' || quote_ident(c);
END $$;
