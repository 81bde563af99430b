-- expect: error guard-table-renamed go_fast_companies @2:13
ALTER TABLE go_fast_companies SET SCHEMA archive;
