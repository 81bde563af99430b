ALTER TABLE athlete ADD CONSTRAINT twice FOREIGN KEY (company_id) REFERENCES go_fast_companies (id) ON DELETE CASCADE
