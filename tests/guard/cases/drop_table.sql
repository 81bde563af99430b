-- expect: error guard-table-dropped Race @2:12
DROP TABLE "Race";
