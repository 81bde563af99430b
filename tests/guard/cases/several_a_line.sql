-- expect: error guard-table-dropped Race @3:22
-- expect: error guard-table-truncated go_fast_companies @3:51
SELECT 1; DROP TABLE "Race"; SELECT ';'; TRUNCATE go_fast_companies; -- DROP TABLE "Athlete";
