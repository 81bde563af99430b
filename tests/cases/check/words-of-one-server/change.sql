-- since 18
-- What our own grammar has no word for, and casts: all are texts of one server, which has one text for one expression.
ALTER TABLE race ADD COLUMN name text, ADD COLUMN doc text;
ALTER TABLE race ADD CONSTRAINT name_normal CHECK (name IS NFD NORMALIZED OR bib > 12345);
ALTER TABLE race ADD CONSTRAINT doc_json CHECK (doc IS JSON ARRAY);
ALTER TABLE race ADD CONSTRAINT name_low CHECK (lower(name::varchar(3)) = name);
ALTER TABLE race DROP CONSTRAINT bib_positive;
ALTER TABLE race ADD CONSTRAINT bib_positive CHECK (bib::numeric(3,0) > 0);
