DROP TABLE "Athlete";
CREATE TABLE "Athlete" (id integer PRIMARY KEY, email text, company_id integer NOT NULL REFERENCES companies (id)) PARTITION BY HASH (id)
