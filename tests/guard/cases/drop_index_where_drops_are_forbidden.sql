-- expect: error guard-index-dropped Race @2:12
DROP INDEX "Race_mood_idx";
