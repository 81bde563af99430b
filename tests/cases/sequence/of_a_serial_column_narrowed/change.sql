ALTER SEQUENCE race_entry_seq AS smallint
