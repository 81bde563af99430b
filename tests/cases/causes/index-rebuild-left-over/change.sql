-- cause: index-build-unfinished
CREATE INDEX runs_started_idx_ccnew ON runs (started);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'runs_started_idx_ccnew'::regclass
