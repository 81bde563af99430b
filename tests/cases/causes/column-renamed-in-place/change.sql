-- cause: column-renamed
ALTER TABLE "Runner" RENAME COLUMN "fiveKPace" TO five_k_pace
