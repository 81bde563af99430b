ALTER TABLE race RENAME CONSTRAINT bib_positive TO positive_bib
