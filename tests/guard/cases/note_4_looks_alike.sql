-- expect: nothing
ALTER TABLE "run_crews" ALTER COLUMN "name" DROP NOT NULL;
