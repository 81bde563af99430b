-- Names that need quotes, care or luck: keywords, capitals, spaces, dots, quotes, other alphabets, 63 bytes, one another's.
CREATE ROLE "schemacheck odd ""role""";

CREATE TYPE "Mood of ""day""" AS ENUM ('gut', 'it''s', 'a, b', 'größe', ' ');
CREATE TYPE "order" AS ("from" integer, "To ""x""" text);
CREATE DOMAIN "user" AS text CONSTRAINT "check" CHECK (VALUE <> '"') CONSTRAINT "ünï" CHECK (VALUE <> 'yes: no # {');
CREATE SEQUENCE "sequence.with.dots";
CREATE COLLATION "weird ""coll""" (lc_collate = 'C', lc_ctype = 'C');
CREATE FUNCTION "select"("from" text DEFAULT 'it''s', "Größe" integer DEFAULT 3) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT "from" || ': "x"' $$;
CREATE FUNCTION "trigger fn"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE "table" (
    "column" integer CONSTRAINT "primary" PRIMARY KEY,
    "Select" text NOT NULL DEFAULT 'yes',
    "with space" "Mood of ""day""" DEFAULT 'it''s',
    "quote""d" "user" DEFAULT 'null',
    "größe" numeric(5, 1) DEFAULT 1.5,
    "null" text DEFAULT '~',
    "a.b" text DEFAULT E'back\\slash\ttab\nline',
    "this_name_is_exactly_sixty_three_bytes_long_as_postgresql_likes_" text,
    "true" boolean DEFAULT false,
    "kéy" text COLLATE "weird ""coll""",
    gen text GENERATED ALWAYS AS ("Select" || ' "x"' || "null") STORED,
    CONSTRAINT "check me: now" CHECK ("größe" > 0 AND "Select" <> 'no # comment'),
    CONSTRAINT "unique" UNIQUE ("Select", "a.b")
);
CREATE TABLE "Table" (
    "column" integer CONSTRAINT "foreign" REFERENCES "table" ("column") ON DELETE CASCADE,
    "Column" integer,
    "COLUMN" serial,
    id text
);
CREATE TABLE "public.table" (id integer, "id.2" integer, UNIQUE (id, "id.2"));
CREATE TABLE "数据 表" ("列" integer DEFAULT 5, "😀" text);
CREATE TABLE "-" (": x" integer, "- y" integer, "#" text, "{}" text, "[]" text, "*" text, "%s" text DEFAULT '100%');
CREATE INDEX "index on ""it""" ON "table" (lower("Select"), "größe" DESC) WHERE "true" AND "null" <> '"';
CREATE UNIQUE INDEX "Index" ON "Table" ("Column") INCLUDE ("COLUMN");
CREATE INDEX "index" ON "数据 表" ("😀" text_pattern_ops);
CREATE TRIGGER "trigger" BEFORE UPDATE OF "Select", "größe" ON "table" FOR EACH ROW WHEN (NEW."Select" <> OLD."Select") EXECUTE FUNCTION "trigger fn"('it''s', '', 'a\b');
CREATE RULE "rule" AS ON DELETE TO "Table" WHERE old."Column" = 1 DO INSTEAD NOTHING;
ALTER TABLE "table" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "policy; DROP" ON "table" FOR SELECT TO "schemacheck odd ""role""" USING ("Select" = 'it''s');
CREATE POLICY "default" ON "table" TO PUBLIC USING ("true");
CREATE VIEW "view" AS SELECT "Select" AS "from", "größe" AS "GRÖSSE" FROM "table" WHERE "null" = ':';
CREATE MATERIALIZED VIEW "Mat. View" AS SELECT "column" FROM "table";
CREATE STATISTICS "stats stats" ON "Select", "größe" FROM "table";
CREATE TABLE "part" ("key" text, "val" integer) PARTITION BY LIST ("key");
CREATE TABLE "part of" PARTITION OF "part" FOR VALUES IN ('it''s', 'a, b');
CREATE TABLE "part 'n'" PARTITION OF "part" FOR VALUES IN (NULL, '');
GRANT SELECT ON "table" TO "schemacheck odd ""role""";
GRANT UPDATE ("größe", "with space") ON "table" TO "schemacheck odd ""role""";
GRANT USAGE ON SEQUENCE "sequence.with.dots" TO "schemacheck odd ""role""";
COMMENT ON TABLE "table" IS E'two\nlines: "quoted" # and more';
COMMENT ON COLUMN "table"."Select" IS 'yes';
CREATE PUBLICATION "pub ""lic""" FOR TABLE "table", "Table";
