CREATE UNIQUE INDEX users_email_key ON person (email);
CREATE UNIQUE INDEX person_id ON person (id);
CREATE INDEX person_company ON person (company);
ALTER TABLE person ADD CONSTRAINT company_there FOREIGN KEY (company) REFERENCES company ON DELETE CASCADE
