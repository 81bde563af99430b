DROP TABLE events_2027_01, events_2026_12, events_2026_11
