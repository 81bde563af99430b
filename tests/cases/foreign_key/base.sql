CREATE TABLE go_fast_companies (id integer PRIMARY KEY, code text UNIQUE);
CREATE TABLE "GoFastCompany" (id integer PRIMARY KEY);
CREATE TABLE athlete (
  id integer PRIMARY KEY,
  company_id integer,
  CONSTRAINT athlete_company_fkey FOREIGN KEY (company_id) REFERENCES go_fast_companies (id)
    ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE TABLE day (plan integer, week integer, PRIMARY KEY (plan, week));
CREATE TABLE run (plan integer, week integer, FOREIGN KEY (plan, week) REFERENCES day (plan, week) ON DELETE SET NULL);
CREATE TABLE lap (plan integer, week integer, FOREIGN KEY (week, plan) REFERENCES day (week, plan));
