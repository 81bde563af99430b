-- cause: column-renamed
ALTER TABLE audit_lines RENAME COLUMN weight TO weights
