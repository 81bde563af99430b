-- cause: type-changed-with-keys
ALTER TABLE positions DROP CONSTRAINT positions_run_id_fkey;
ALTER TABLE runs ALTER COLUMN id TYPE numeric;
ALTER TABLE positions ALTER COLUMN run_id TYPE numeric;
ALTER TABLE positions ADD FOREIGN KEY (run_id) REFERENCES runs (id)
