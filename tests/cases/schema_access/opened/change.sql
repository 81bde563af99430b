-- since 15: before, everybody may in any database
GRANT CREATE ON SCHEMA public TO PUBLIC
