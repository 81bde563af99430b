-- cause: unique-carrier-changed
ALTER TABLE "Runner" DROP CONSTRAINT "Runner_email_key";
CREATE UNIQUE INDEX "Runner_email_key" ON "Runner" (email)
