CREATE SEQUENCE shared;
ALTER TABLE race ALTER id SET DEFAULT nextval('shared')
