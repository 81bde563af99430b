-- expect: error guard-table-truncated Race @3:21
-- expect: error guard-table-truncated run_crews @3:29
TRUNCATE TABLE ONLY "Race", run_crews RESTART IDENTITY;
