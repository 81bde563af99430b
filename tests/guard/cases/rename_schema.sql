-- expect: error guard-table-renamed audit.events @2:14
ALTER SCHEMA audit RENAME TO audit_old;
