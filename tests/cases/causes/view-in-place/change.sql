-- cause: view-in-place
ALTER TABLE "Runner" RENAME TO runner_data;
CREATE VIEW "Runner" AS SELECT * FROM runner_data
