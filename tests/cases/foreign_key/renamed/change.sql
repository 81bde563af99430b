ALTER TABLE athlete RENAME CONSTRAINT athlete_company_fkey TO a_key
