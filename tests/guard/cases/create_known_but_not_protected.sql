-- expect: nothing
CREATE TABLE "Race" ("id" TEXT NOT NULL, CONSTRAINT "Race_pkey" PRIMARY KEY ("id"));
