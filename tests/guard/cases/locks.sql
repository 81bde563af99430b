-- expect: warning guard-table-locked go_fast_companies @7:18
-- expect: warning guard-table-locked go_fast_companies @8:13
-- expect: warning guard-table-locked go_fast_companies @9:15
-- expect: warning guard-table-locked go_fast_companies @10:12
-- expect: warning guard-table-locked go_fast_companies @11:15
-- Others can work while these run: VACUUM go_fast_companies; REINDEX TABLE CONCURRENTLY go_fast_companies.
VACUUM (FULL ON) go_fast_companies;
VACUUM FULL go_fast_companies;
REINDEX TABLE go_fast_companies;
LOCK TABLE go_fast_companies IN ACCESS EXCLUSIVE MODE;
REINDEX INDEX go_fast_companies_slug_key;
VACUUM ANALYZE go_fast_companies;
VACUUM (FULL false) go_fast_companies;
REINDEX TABLE CONCURRENTLY go_fast_companies;
VACUUM FULL "Race";
CLUSTER "Race" USING "Race_pkey";
