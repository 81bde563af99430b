-- cause: index-build-unfinished
DROP INDEX runs_started_idx;
INSERT INTO clubs VALUES (1, 'Club', 'club', NULL, NULL);
INSERT INTO "Runner" VALUES ('r1', 'a@b', NULL, 1, NULL);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'runs_runner_id_idx'::regclass
