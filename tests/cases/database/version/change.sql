-- since 17
UPDATE pg_database SET datlocprovider = 'b', datlocale = 'C.UTF-8', datcollversion = '0' WHERE datname = current_database()
