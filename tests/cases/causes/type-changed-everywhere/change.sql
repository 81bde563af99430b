-- cause: type-changed-everywhere
ALTER TABLE runs ALTER COLUMN started TYPE timestamp;
ALTER TABLE shoes ALTER COLUMN bought TYPE timestamp;
ALTER TABLE audit_lines ALTER COLUMN at TYPE timestamp
