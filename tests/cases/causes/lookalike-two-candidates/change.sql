-- cause: none
CREATE TABLE audit_lines_a (LIKE audit_lines);
CREATE TABLE audit_lines_b (LIKE audit_lines);
DROP TABLE audit_lines
