-- cause: none
CREATE SCHEMA attic;
ALTER TABLE audit_lines SET SCHEMA attic;
ALTER TABLE attic.audit_lines RENAME TO audit_lines_2025
