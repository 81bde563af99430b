-- expect: error guard-constraint-added Athlete(companyId) @4:20
-- expect: note guard-table-referenced go_fast_companies @4:73
ALTER TABLE ONLY public."Athlete"
    ADD CONSTRAINT athlete_company FOREIGN KEY ("companyId") REFERENCES go_fast_companies(id) NOT VALID;
