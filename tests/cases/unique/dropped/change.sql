ALTER TABLE person DROP CONSTRAINT person_email_key
