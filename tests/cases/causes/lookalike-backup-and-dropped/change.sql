-- cause: none
CREATE SCHEMA backup;
CREATE TABLE backup.audit_lines AS SELECT * FROM public.audit_lines;
DROP TABLE public.audit_lines CASCADE;
CREATE TABLE backup.shoes AS SELECT * FROM public.shoes;
DROP TABLE public.shoes CASCADE;
CREATE TABLE backup.race_results AS SELECT * FROM public.race_results;
DROP TABLE public.race_results CASCADE;
CREATE TABLE backup.clubs AS SELECT * FROM clubs
