-- expect: error guard-table-recreated go_fast_companies @2:28
CREATE TABLE IF NOT EXISTS "go_fast_companies" (
    "id" TEXT NOT NULL PRIMARY KEY
);
