-- expect: error guard-column-altered go_fast_companies @2:37
ALTER TABLE go_fast_companies ALTER name DROP NOT NULL;
