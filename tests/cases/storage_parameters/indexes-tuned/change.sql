ALTER INDEX race_pkey SET (fillfactor = 60);
ALTER INDEX race_name_key RESET (deduplicate_items);
ALTER INDEX race_room SET (fillfactor = 80);
ALTER INDEX load_tags SET (fastupdate = on, gin_pending_list_limit = 128)
