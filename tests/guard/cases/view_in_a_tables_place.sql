-- expect: error guard-table-recreated go_fast_companies @2:24
CREATE OR REPLACE VIEW go_fast_companies AS SELECT 1 AS id;
