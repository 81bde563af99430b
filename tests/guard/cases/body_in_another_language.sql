-- expect: warning guard-unread "body_in_another_language.sql" @2:1
CREATE FUNCTION f() RETURNS void LANGUAGE plpython3u AS $$ plpy.execute("x") $$;
