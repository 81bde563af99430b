ALTER TABLE person DROP CONSTRAINT person_pkey;
ALTER TABLE person ADD CONSTRAINT person_pkey PRIMARY KEY (a, b, c)
