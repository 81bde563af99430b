ALTER TABLE "Athlete" ADD shoe text
