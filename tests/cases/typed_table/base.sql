CREATE TYPE place AS (name text);
CREATE TYPE "other place" AS (name text);
CREATE TABLE city OF place;
CREATE TABLE town OF place;
CREATE TABLE plain (name text)
