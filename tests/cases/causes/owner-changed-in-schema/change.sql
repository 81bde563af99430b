-- cause: owner-changed-in-schema
ALTER TABLE clubs OWNER TO schemacheck_writer;
ALTER TABLE "Runner" OWNER TO schemacheck_writer;
ALTER TABLE runs OWNER TO schemacheck_writer;
ALTER TABLE shoes OWNER TO schemacheck_writer;
ALTER TABLE race_results OWNER TO schemacheck_writer;
ALTER TABLE audit_lines OWNER TO schemacheck_writer;
ALTER TABLE positions OWNER TO schemacheck_writer;
ALTER TABLE positions_2024 OWNER TO schemacheck_writer;
ALTER TABLE positions_2025 OWNER TO schemacheck_writer;
ALTER TABLE positions_2026 OWNER TO schemacheck_writer;
ALTER MATERIALIZED VIEW club_sizes OWNER TO schemacheck_writer;
ALTER VIEW new_runners OWNER TO schemacheck_writer
