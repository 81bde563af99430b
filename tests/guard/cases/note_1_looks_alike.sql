-- expect: nothing
-- A table of its own, whose name begins the same way.
CREATE TABLE "go_fast_companies_history" (
    "id" TEXT NOT NULL,
    "companyId" TEXT NOT NULL,
    CONSTRAINT "go_fast_companies_history_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "go_fast_companies_history" ADD COLUMN "at" TIMESTAMP(3);
INSERT INTO "go_fast_companies" ("id", "name", "slug") VALUES ('c1', 'ALTER TABLE go_fast_companies', 'x');
