-- expect: error guard-name-folded Athlete @2:13
ALTER TABLE Athlete ADD COLUMN shoe text;
