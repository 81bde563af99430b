-- cause: column-renamed
ALTER TABLE "Runner" RENAME COLUMN "clubId" TO clubid
