-- cause: tables-moved-alike
CREATE SCHEMA sport;
ALTER TABLE audit_lines SET SCHEMA sport;
ALTER TABLE shoes SET SCHEMA sport;
ALTER TABLE race_results SET SCHEMA sport
