ALTER TABLE athlete DROP CONSTRAINT athlete_company_fkey;
ALTER TABLE athlete ADD CONSTRAINT athlete_company_fkey FOREIGN KEY (company_id) REFERENCES "GoFastCompany" (id) ON DELETE SET NULL ON UPDATE CASCADE
