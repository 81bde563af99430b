CREATE ROLE schemacheck_case_sets LOGIN;
CREATE TABLE race (id text PRIMARY KEY);
GRANT SELECT ON race TO schemacheck_case_sets;
