-- cause: columns-renamed-alike
ALTER TABLE "Runner" RENAME COLUMN "clubId" TO club_id;
ALTER TABLE "Runner" RENAME COLUMN "joinedAt" TO joined_at
