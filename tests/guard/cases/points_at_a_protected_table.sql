-- expect: note guard-table-referenced go_fast_companies @4:42
CREATE TABLE "Invoice" (
    "id" TEXT NOT NULL,
    "companyId" TEXT NOT NULL REFERENCES "go_fast_companies" ("id"),
    CONSTRAINT "Invoice_pkey" PRIMARY KEY ("id")
);
