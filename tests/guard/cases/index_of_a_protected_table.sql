-- expect: error guard-index-added go_fast_companies @4:34
-- expect: error guard-index-dropped go_fast_companies @5:12
-- expect: warning guard-index-altered go_fast_companies @6:13
CREATE UNIQUE INDEX CONCURRENTLY "go_fast_companies_domain_key" ON "go_fast_companies"("domain");
DROP INDEX go_fast_companies_name_idx;
ALTER INDEX go_fast_companies_slug_key RENAME TO slug_key;
