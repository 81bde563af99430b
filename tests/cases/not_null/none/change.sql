ALTER TABLE race RENAME CONSTRAINT race_city_not_null TO city_there;
ALTER TABLE race ALTER name DROP NOT NULL, ADD CONSTRAINT "has a name" NOT NULL name
