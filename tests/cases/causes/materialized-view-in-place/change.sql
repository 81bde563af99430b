-- cause: view-in-place
ALTER TABLE race_results RENAME TO race_results_raw;
CREATE MATERIALIZED VIEW race_results AS SELECT * FROM race_results_raw
