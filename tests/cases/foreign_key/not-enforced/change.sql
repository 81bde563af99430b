-- since 18
ALTER TABLE athlete ALTER CONSTRAINT athlete_company_fkey NOT ENFORCED
