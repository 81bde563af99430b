-- cause: column-renamed
ALTER TABLE "Runner" RENAME COLUMN "joinedAt" TO joined_at
