-- expect: error guard-table-dropped Race @3:12
-- expect: error guard-unparsed "open_quote.sql" @4:23
DROP TABLE "Race";
INSERT INTO x VALUES ('never closed);
DROP TABLE run_crews;
