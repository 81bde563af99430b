-- since 15
ALTER TABLE person DROP CONSTRAINT person_email_key;
ALTER TABLE person ADD CONSTRAINT person_email_key UNIQUE NULLS NOT DISTINCT (email)
