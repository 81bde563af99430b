GRANT UPDATE ON SEQUENCE race_entry_seq TO PUBLIC;
COMMENT ON SEQUENCE race_entry_seq IS 'counts entries'
