-- The server adds casts of its own to what is stated by hand, and nobody knows here which round() it meant.
ALTER TABLE race ADD CONSTRAINT bib_rounded CHECK (round(bib::double precision) > 1);
