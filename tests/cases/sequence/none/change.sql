SELECT nextval('invoice_number'), nextval('race_entry_seq')
