CREATE TABLE companies (id integer PRIMARY KEY, name text NOT NULL);
CREATE TABLE "Athlete" (
  id integer PRIMARY KEY,
  email text,
  company_id integer NOT NULL REFERENCES companies (id)
);
CREATE UNLOGGED TABLE cache (key text PRIMARY KEY, value text);
