-- expect: error guard-column-dropped go_fast_companies @2:43
ALTER TABLE GO_FAST_COMPANIES DROP COLUMN Slug;
