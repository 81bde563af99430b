-- cause: none
DROP TABLE shoes
