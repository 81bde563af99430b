-- expect: error guard-unparsed "open_parenthesis.sql" @3:22
-- expect: error guard-table-dropped Race @4:12
CREATE TABLE x (id int;
DROP TABLE "Race";
