DROP TABLE "Athlete"
