ALTER TABLE load RESET (autovacuum_enabled)
