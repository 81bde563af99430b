"""A contract that Prisma 8.0.0-rc.19 inferred from a database: in sync with it, and every change of it is named."""

from __future__ import annotations

from pathlib import Path

from schemacheck.report.report import Report
from tests.conftest import MakeDatabase

from .corpus import findings_of

HERE = Path(__file__).parent / "contract"
DATABASE = (HERE / "database.sql").read_text(encoding="utf-8")
CONTRACT = HERE / "contract.json"

CHANGES: dict[str, tuple[str, str]] = {
    'ALTER TABLE runner DROP COLUMN "createdAt"': ("column-missing", "runner.createdAt"),
    "ALTER TABLE runner ADD COLUMN shoe text NOT NULL": ("column-unexpected-required", "runner.shoe"),
    "ALTER TABLE club ALTER fee TYPE numeric(9,2)": ("column-type", "club.fee"),
    "ALTER TABLE club ALTER name TYPE varchar(90)": ("column-type", "club.name"),
    "ALTER TABLE runner ALTER born TYPE timestamptz(3)": ("column-type", "runner.born"),
    "ALTER TABLE runner ALTER email SET NOT NULL": ("column-not-null", "runner.email"),
    "ALTER TABLE run ALTER km DROP NOT NULL": ("column-nullable", "run.km"),
    "ALTER TABLE runner ALTER active SET DEFAULT false": ("column-default", "runner.active"),
    """ALTER TABLE runner ALTER meta SET DEFAULT '{"units": ["km", 1.6]}'""": ("column-default", "runner.meta"),
    "ALTER TABLE runner ALTER tags SET DEFAULT '{a,c}'": ("column-default", "runner.tags"),
    "ALTER TABLE runner ALTER token DROP DEFAULT": ("column-default-lost", "runner.token"),
    "ALTER TABLE club ALTER city SET DEFAULT 'Ulm'": ("column-default-unexpected", "club.city"),
    "ALTER TABLE runner ALTER id DROP IDENTITY": ("column-default-lost", "runner.id"),
    "ALTER TABLE diary DROP CONSTRAINT diary_pkey": ("primary-key-missing", "diary.primary key"),
    "DROP INDEX club_slug_key": ("unique-missing", "club(slug)"),
    "ALTER TABLE runner DROP CONSTRAINT runner_club_rank_key": ("unique-missing", "runner(clubId, rank)"),
    "DROP INDEX runner_email_ci": ("unique-missing", "runner((lower(email)))"),
    "CREATE UNIQUE INDEX run_once ON run (started)": ("unique-unexpected", "run(started)"),
    'ALTER TABLE runner DROP CONSTRAINT "runner_clubId_fkey"': ("foreign-key-missing", "runner(clubId)"),
    'ALTER TABLE run DROP CONSTRAINT "run_runnerId_fkey", ADD CONSTRAINT "run_runnerId_fkey" '
    'FOREIGN KEY ("runnerId") REFERENCES runner (id)': ("foreign-key-on-delete", "run(runnerId)"),
    'ALTER TABLE runner DROP CONSTRAINT "runner_coachId_fkey", ADD CONSTRAINT "runner_coachId_fkey" '
    'FOREIGN KEY ("coachId") REFERENCES runner (id) ON DELETE SET NULL NOT VALID': (
        "foreign-key-not-valid",
        "runner(coachId)",
    ),
    'ALTER TABLE diary ADD FOREIGN KEY ("runnerId") REFERENCES runner (id)': (
        "foreign-key-unexpected",
        "diary(runnerId)",
    ),
    "DROP INDEX runner_tags_idx": ("index-missing", "runner.runner_tags_idx"),
    "CREATE INDEX run_km_idx ON run (km)": ("index-unexpected", "run.run_km_idx"),
    'DROP INDEX runner_active_idx; CREATE INDEX runner_active_idx ON runner ("clubId", born DESC) WHERE NOT active': (
        "index-predicate",
        "runner.runner_active_idx",
    ),
    "DROP INDEX club_name_lower; CREATE INDEX club_name_lower ON club (upper(name))": (
        "index-columns",
        "club.club_name_lower",
    ),
    "DROP INDEX run_note_idx; CREATE INDEX run_note_idx ON run (note)": ("index-method", "run.run_note_idx"),
    "ALTER INDEX run_runner_idx SET (fillfactor = 80)": ("storage-parameters", "run.run_runner_idx"),
    "ALTER TABLE runner DROP CONSTRAINT runner_rank_positive": ("check-missing", "runner.runner_rank_positive"),
    "ALTER TABLE run DROP CONSTRAINT run_km, ADD CONSTRAINT run_km CHECK (km > 1)": ("check-expression", "run.run_km"),
    "ALTER TABLE club ADD CONSTRAINT club_city CHECK (city <> '')": ("check-unexpected", "club.club_city"),
    "ALTER TYPE \"Mood\" ADD VALUE 'lost'": ("enum-label-unexpected", "Mood"),
    "ALTER TABLE diary DISABLE ROW LEVEL SECURITY": ("row-security-off", "diary"),
    "DROP POLICY diary_write ON diary": ("policy-missing", "diary.diary_write"),
    "ALTER POLICY diary_read ON diary USING (true)": ("policy-using", "diary.diary_read"),
    "CREATE POLICY diary_drop ON diary FOR DELETE USING (true)": ("policy-unexpected", "diary.diary_drop"),
    "DROP TABLE attic": ("table-missing", "attic"),
    "CREATE TABLE cellar (id integer)": ("table-unexpected", "cellar"),
}
"""What is done to the database, each to an object of its own, and what has to be said of it."""


def told(report: Report) -> set[tuple[str, str]]:
    return {(finding.rule.name, finding.subject.within("public")) for finding in report.findings}


def test_what_was_just_inferred_is_in_sync_and_what_it_leaves_out_is_counted(make_database: MakeDatabase) -> None:
    report = findings_of(str(CONTRACT), make_database(template=DATABASE))
    assert [finding.sentence for finding in report.findings] == []
    assert report.exit_code == 0
    reason = "a contract of Prisma 8 has no word for it"
    gaps = {gap.what for gap in report.not_checked if gap.reason == reason}
    assert gaps == {"order of 1 index", "what generates 1 column", "DEFERRABLE of 1 foreign key"}


def test_each_of_many_changes_is_named(make_database: MakeDatabase) -> None:
    statements = [part for change in CHANGES for part in change.split("; ")]
    report = findings_of(str(CONTRACT), make_database(statements, template=DATABASE))
    assert len(CHANGES) >= 30
    assert told(report) == set(CHANGES.values())
    assert report.exit_code == 1
