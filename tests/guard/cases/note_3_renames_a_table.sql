-- expect: error guard-table-renamed Race @3:13
-- expect: error guard-name-misspelt Race @3:30
ALTER TABLE "Race" RENAME TO "races";
