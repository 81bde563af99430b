-- expect: error guard-constraint-added Athlete(companyId) @7:22
-- expect: note guard-table-referenced go_fast_companies @8:44
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'Athlete_companyId_fkey') THEN
    ALTER TABLE "Athlete"
      ADD CONSTRAINT "Athlete_companyId_fkey"
      FOREIGN KEY ("companyId") REFERENCES "go_fast_companies"("id");
  ELSE
    RAISE NOTICE 'DROP TABLE "Race"';
  END IF;
EXCEPTION
  WHEN duplicate_object THEN NULL;
END $$;
