-- expect: error guard-table-dropped other @5:22
-- expect: error guard-constraint-dropped Athlete(companyId) @5:38
-- expect: error guard-table-dropped go_fast_companies @5:38
-- expect: error guard-table-dropped Race @5:58
DROP TABLE IF EXISTS other, public . go_fast_companies , "Race" CASCADE;
