-- expect: note guard-update-without-where Race @3:8
ALTER TABLE "Race" ADD COLUMN "km" double precision;
UPDATE "Race" SET "km" = "distanceMiles" * 1.609;
ALTER TABLE "Race" ALTER COLUMN "km" SET NOT NULL;
