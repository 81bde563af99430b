-- expect: error guard-table-recreated go_fast_companies @3:14
-- expect: error guard-table-recreated audit.events @4:21
CREATE TABLE go_fast_companies AS SELECT * FROM "Athlete";
SELECT * INTO audit.events FROM "Race";
