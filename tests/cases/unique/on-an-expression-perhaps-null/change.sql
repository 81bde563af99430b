ALTER TABLE person DROP CONSTRAINT person_email_key;
CREATE UNIQUE INDEX person_email_key ON person (nullif(email, ''))
