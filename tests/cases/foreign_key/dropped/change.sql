ALTER TABLE athlete DROP CONSTRAINT athlete_company_fkey
