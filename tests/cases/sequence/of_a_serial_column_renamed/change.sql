ALTER SEQUENCE race_entry_seq RENAME TO entries
