-- expect: error guard-column-added läufe @4:30
-- expect: error guard-column-dropped läufe @5:31
-- expect: error guard-table-dropped läufe @6:24
ALTER TABLE läufe ADD COLUMN straße text;
ALTER TABLE Läufe DROP COLUMN zeit;
/* ÄÖÜ 😀 */ DROP TABLE "läufe";
