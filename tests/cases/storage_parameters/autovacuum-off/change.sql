ALTER TABLE plain SET (autovacuum_enabled = 'f')
