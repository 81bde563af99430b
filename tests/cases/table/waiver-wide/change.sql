CREATE TABLE tmp_load (id integer);
ALTER TABLE "Athlete" ADD shoe text
