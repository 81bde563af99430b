-- A sister project makes its own company table, and points Athlete.companyId at it.
CREATE TABLE "GoFastCompany" (LIKE go_fast_companies INCLUDING ALL);
ALTER TABLE "Athlete" DROP CONSTRAINT "Athlete_companyId_fkey";
ALTER TABLE "Athlete" ADD CONSTRAINT "Athlete_companyId_fkey" FOREIGN KEY ("companyId")
  REFERENCES "GoFastCompany" (id) ON DELETE RESTRICT ON UPDATE CASCADE;

-- An import fails on athletes without a company, so companyId may be NULL from now on.
ALTER TABLE "Athlete" ALTER "companyId" DROP NOT NULL;

-- A push from an older schema drops a column that it does not know: fiveKPace.
ALTER TABLE "Athlete" DROP "fiveKPace";

-- A unique index is rebuilt for speed, and covers only athletes with an e-mail address.
DROP INDEX "Athlete_firebaseId_key";
CREATE UNIQUE INDEX "Athlete_firebaseId_key" ON "Athlete" ("firebaseId") WHERE email IS NOT NULL;

-- Somebody keeps a copy of the rows before a hot fix.
CREATE TABLE hotfix_backup AS SELECT * FROM "Athlete";
