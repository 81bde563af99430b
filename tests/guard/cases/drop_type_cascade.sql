-- expect: error guard-column-dropped Race.mood @2:11
DROP TYPE "Mood" CASCADE;
