-- cause: none
ALTER TABLE race_results RENAME TO results_2025;
ALTER TABLE results_2025 DROP COLUMN seconds
