-- expect: error guard-table-altered go_fast_companies @4:13
-- expect: error guard-table-altered go_fast_companies @5:13
-- expect: error guard-table-altered audit.events @6:51
ALTER TABLE go_fast_companies SET UNLOGGED;
ALTER TABLE go_fast_companies SET (fillfactor = 70);
CREATE TABLE audit.events_2025 PARTITION OF audit.events FOR VALUES FROM (1) TO (2);
