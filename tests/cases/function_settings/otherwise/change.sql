ALTER FUNCTION pace() SET statement_timeout = '1h' SET app.flag = 'true'
