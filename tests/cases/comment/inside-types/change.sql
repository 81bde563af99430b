COMMENT ON CONSTRAINT over_zero ON DOMAIN bib IS 'another number';
COMMENT ON COLUMN place.name IS 'as printed'
