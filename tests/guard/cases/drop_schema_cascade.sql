-- expect: error guard-table-dropped audit @3:13
-- expect: error guard-table-dropped audit.events @3:13
DROP SCHEMA audit CASCADE;
