CREATE TABLE race (id text PRIMARY KEY, name text, bib integer NOT NULL);
CREATE FOREIGN DATA WRAPPER nothing;
CREATE SERVER results FOREIGN DATA WRAPPER nothing OPTIONS (host 'db.internal', password 'never read');
