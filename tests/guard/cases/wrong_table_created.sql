-- expect: error guard-name-misspelt go_fast_companies @4:14
-- expect: error guard-name-misspelt Athlete @5:14
-- expect: error guard-name-misspelt go_fast_companies @5:65
CREATE TABLE "GoFastCompany" ("id" TEXT NOT NULL PRIMARY KEY);
CREATE TABLE "athletes" ("id" TEXT, "companyId" TEXT REFERENCES "GoFastCompany"("id"));
