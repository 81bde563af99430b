-- cause: partition-overlaps
DROP TABLE positions_2026;
ALTER TABLE positions DETACH PARTITION positions_2025;
ALTER TABLE positions ATTACH PARTITION positions_2025 FOR VALUES FROM (2025) TO (2027)
