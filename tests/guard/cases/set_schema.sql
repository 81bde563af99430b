-- expect: error guard-constraint-altered Athlete(companyId) @3:13
-- expect: error guard-table-renamed go_fast_companies @3:13
ALTER TABLE go_fast_companies SET SCHEMA archive;
