SELECT nextval('invoice_number'), nextval('race_entry_seq');
GRANT USAGE ON SEQUENCE race_entry_seq TO PUBLIC;
COMMENT ON SEQUENCE race_entry_seq IS 'counts entries';
ALTER SEQUENCE race_entry_seq AS bigint;
ALTER SEQUENCE race_entry_seq RENAME TO race_entries
