CREATE SCHEMA other;
CREATE TABLE other.go_fast_companies (id integer PRIMARY KEY);
ALTER TABLE athlete DROP CONSTRAINT athlete_company_fkey;
ALTER TABLE athlete ADD CONSTRAINT athlete_company_fkey FOREIGN KEY (company_id) REFERENCES other.go_fast_companies (id) ON DELETE SET NULL ON UPDATE CASCADE
