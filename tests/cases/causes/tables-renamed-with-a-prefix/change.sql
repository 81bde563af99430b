-- cause: tables-renamed-alike
ALTER TABLE clubs RENAME TO app_clubs;
ALTER TABLE runs RENAME TO app_runs;
ALTER TABLE race_results RENAME TO app_race_results
