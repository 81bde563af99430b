ALTER TABLE race SET (fillfactor = '70', autovacuum_vacuum_scale_factor = '1e-2', toast.vacuum_truncate = '0');
ALTER TABLE plain SET (fillfactor = 100, autovacuum_enabled, toast.autovacuum_enabled = 'yes');
ALTER TABLE load SET (autovacuum_enabled = 'NO', toast.autovacuum_enabled = on);
ALTER INDEX plain_pkey SET (fillfactor = 90, deduplicate_items = 't')
