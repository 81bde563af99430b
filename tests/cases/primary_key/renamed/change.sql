ALTER TABLE person RENAME CONSTRAINT person_pkey TO people_key
