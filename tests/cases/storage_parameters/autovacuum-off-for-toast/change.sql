ALTER TABLE race SET (toast.autovacuum_enabled = false)
