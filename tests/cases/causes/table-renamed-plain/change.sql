-- cause: table-renamed
ALTER TABLE audit_lines RENAME TO audit_log
