ALTER TABLE city NOT OF;
ALTER TABLE town OF "other place";
ALTER TABLE plain OF place
