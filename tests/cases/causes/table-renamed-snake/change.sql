-- cause: table-renamed
ALTER TABLE "Runner" RENAME TO runners
