-- expect: error guard-access-changed go_fast_companies @11:13
-- expect: error guard-access-changed go_fast_companies @12:15
-- expect: error guard-access-changed go_fast_companies @13:13
-- expect: error guard-access-changed go_fast_companies @14:13
-- expect: error guard-access-changed go_fast_companies @15:17
-- expect: error guard-access-changed Race @15:36
-- expect: error guard-access-changed audit @16:36
-- expect: error guard-access-changed audit.events @16:36
-- expect: error guard-access-changed Athlete.garmin_access_token @17:39
-- expect: error guard-access-changed "" @18:1
ALTER TABLE go_fast_companies ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON go_fast_companies USING (true);
DROP POLICY p ON go_fast_companies;
ALTER TABLE go_fast_companies OWNER TO app;
GRANT SELECT ON go_fast_companies, "Race" TO PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA audit FROM app;
GRANT SELECT (garmin_access_token) ON "Athlete" TO app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app;
