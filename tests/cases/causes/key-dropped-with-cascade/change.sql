-- cause: key-dropped-with-cascade
ALTER TABLE "Runner" DROP CONSTRAINT "Runner_pkey" CASCADE
