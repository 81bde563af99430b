-- expect: error guard-table-dropped go_fast_companies @5:12
-- expect: error guard-table-recreated go_fast_companies @6:37
CREATE TABLE new_companies (LIKE go_fast_companies INCLUDING ALL);
INSERT INTO new_companies SELECT * FROM go_fast_companies;
DROP TABLE go_fast_companies;
ALTER TABLE new_companies RENAME TO go_fast_companies;
