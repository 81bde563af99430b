-- cause: grants-given-in-schema
GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC
