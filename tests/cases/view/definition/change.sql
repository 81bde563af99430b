-- since 16
CREATE OR REPLACE VIEW open_races AS SELECT id, name FROM race WHERE bib >= 0
