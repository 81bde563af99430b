-- since 18
ALTER TABLE race DROP CONSTRAINT bib_positive;
ALTER TABLE race ADD CONSTRAINT bib_positive CHECK (bib > 0) NOT ENFORCED
