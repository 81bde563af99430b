-- expect: error guard-column-added go_fast_companies @4:48
-- expect: error guard-column-altered go_fast_companies @5:14
-- AlterTable
ALTER TABLE "go_fast_companies" ADD COLUMN     "logo" TEXT,
ALTER COLUMN "slug" DROP NOT NULL;
