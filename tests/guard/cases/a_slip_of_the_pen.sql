-- expect: warning guard-name-misspelt go_fast_companies @2:13
ALTER TABLE "go_fast_compnies" ADD COLUMN "x" TEXT;
