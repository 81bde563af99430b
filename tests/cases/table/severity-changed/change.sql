CREATE TABLE hotfix (id integer);
ALTER TABLE "Athlete" ALTER email SET NOT NULL
