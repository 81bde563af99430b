CREATE TYPE "Mood" AS ENUM ('calm', 'keen', 'spent');
CREATE TABLE club (
    id text PRIMARY KEY,
    slug text NOT NULL,
    name varchar(80) NOT NULL,
    city text,
    fee numeric(8,2) NOT NULL DEFAULT 12.50,
    founded date
);
CREATE UNIQUE INDEX club_slug_key ON club (slug);
CREATE INDEX club_name_lower ON club (lower(name));
CREATE TABLE runner (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "clubId" text NOT NULL REFERENCES club (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    "coachId" bigint REFERENCES runner (id) ON DELETE SET NULL,
    email text,
    mood "Mood" NOT NULL DEFAULT 'calm',
    moods "Mood"[] NOT NULL DEFAULT '{}',
    tags text[] NOT NULL DEFAULT '{a,b}',
    pace double precision,
    born timestamp(3),
    "createdAt" timestamptz(3) NOT NULL DEFAULT now(),
    active boolean NOT NULL DEFAULT true,
    meta jsonb NOT NULL DEFAULT '{"units": ["km", 1.5]}',
    rank integer NOT NULL DEFAULT 0,
    code char(4),
    token uuid NOT NULL DEFAULT gen_random_uuid(),
    full_name text GENERATED ALWAYS AS (upper(email)) STORED,
    CONSTRAINT runner_club_rank_key UNIQUE ("clubId", rank),
    CONSTRAINT runner_rank_positive CHECK (rank >= 0)
);
CREATE UNIQUE INDEX runner_email_ci ON runner (lower(email));
CREATE INDEX runner_active_idx ON runner ("clubId", born DESC) WHERE active;
CREATE INDEX runner_tags_idx ON runner USING gin (tags);
CREATE TABLE run (
    id serial PRIMARY KEY,
    "runnerId" bigint NOT NULL REFERENCES runner (id) ON DELETE CASCADE,
    "guestId" bigint REFERENCES runner (id) DEFERRABLE,
    km real NOT NULL,
    note text DEFAULT 'it''s',
    started timestamp NOT NULL DEFAULT '2020-01-01 12:00:00',
    CONSTRAINT run_km CHECK (km > 0)
);
CREATE INDEX run_runner_idx ON run ("runnerId", started) WITH (fillfactor = 70);
CREATE INDEX run_note_idx ON run USING hash (note);
CREATE TABLE diary (
    "runnerId" bigint NOT NULL,
    day date NOT NULL,
    page text NOT NULL,
    PRIMARY KEY ("runnerId", day)
);
ALTER TABLE diary ENABLE ROW LEVEL SECURITY;
CREATE POLICY diary_read ON diary FOR SELECT TO PUBLIC USING (page <> '');
CREATE POLICY diary_write ON diary AS RESTRICTIVE FOR INSERT TO PUBLIC WITH CHECK (length(page) < 1000);
CREATE TABLE attic (id integer PRIMARY KEY);
