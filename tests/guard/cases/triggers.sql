-- expect: error guard-trigger-changed Athlete(companyId) @5:13
-- expect: error guard-trigger-changed go_fast_companies @6:47
-- expect: error guard-trigger-changed go_fast_companies @7:16
-- expect: error guard-trigger-changed go_fast_companies @8:14
ALTER TABLE "Athlete" DISABLE TRIGGER ALL;
ALTER TABLE go_fast_companies DISABLE TRIGGER audit_it;
CREATE TRIGGER t BEFORE UPDATE ON go_fast_companies FOR EACH ROW EXECUTE FUNCTION f();
DROP TRIGGER t ON go_fast_companies;
