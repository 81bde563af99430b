-- cause: none
DROP TABLE positions_2025
