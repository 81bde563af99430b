-- cause: none
CREATE SCHEMA shop;
CREATE TABLE shop.shoes (id integer PRIMARY KEY, price integer);
DROP TABLE shoes
