-- since 18
CREATE EXTENSION btree_gist;
CREATE TABLE room (id integer, open tsrange, PRIMARY KEY (id, open WITHOUT OVERLAPS));
CREATE TABLE booking (
  room integer,
  during tsrange,
  guest integer,
  PRIMARY KEY (room, during WITHOUT OVERLAPS),
  UNIQUE (guest, during WITHOUT OVERLAPS),
  FOREIGN KEY (room, PERIOD during) REFERENCES room (id, PERIOD open)
);
CREATE TABLE plain (id integer, at tsrange, seat integer, UNIQUE (id, at), UNIQUE (seat, at))
