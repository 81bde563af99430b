-- expect: note guard-constraint-altered Race @3:38
-- RenameForeignKey
ALTER TABLE "Race" RENAME CONSTRAINT "a" TO "b";
