-- expect: nothing
CREATE INDEX "Race_mood_idx" ON "Race" USING btree ("mood");
REINDEX TABLE "Race";
