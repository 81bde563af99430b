GRANT INSERT ON item TO schemacheck_case_app
