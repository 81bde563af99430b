ALTER TABLE race SET (fillfactor = 80);
ALTER TABLE race RESET (toast.vacuum_truncate);
ALTER TABLE plain SET (parallel_workers = 4);
ALTER MATERIALIZED VIEW names RESET (fillfactor)
