CREATE TABLE race (bib integer, starts date, ends date,
  CONSTRAINT bib_positive CHECK (bib > 0),
  CONSTRAINT window_sound CHECK (ends IS NULL OR ends > starts));
