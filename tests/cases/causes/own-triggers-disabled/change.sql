-- cause: own-triggers-disabled
ALTER TABLE "Runner" DISABLE TRIGGER USER
