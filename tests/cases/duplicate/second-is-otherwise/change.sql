CREATE UNIQUE INDEX users_email_key ON person (email) WHERE id > 0;
CREATE INDEX person_company ON person (company DESC);
ALTER TABLE person ADD CONSTRAINT company_there FOREIGN KEY (company) REFERENCES company ON DELETE SET NULL
