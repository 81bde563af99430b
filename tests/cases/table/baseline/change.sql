ALTER TABLE "Athlete" ADD shoe text;
ALTER TABLE "Athlete" ADD hat text
