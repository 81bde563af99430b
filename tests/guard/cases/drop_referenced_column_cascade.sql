-- expect: error guard-column-dropped go_fast_companies @3:43
-- expect: error guard-constraint-dropped Athlete(companyId) @3:43
ALTER TABLE go_fast_companies DROP COLUMN id CASCADE;
