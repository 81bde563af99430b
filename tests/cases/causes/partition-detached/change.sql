-- cause: partition-detached
ALTER TABLE positions DETACH PARTITION positions_2025
