"""What findings of the guard say: true on their own, in our words, with the reason why something is protected."""

from __future__ import annotations

import pytest

from .guarding import OPEN, judged


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            'ALTER TABLE go_fast_companies DROP COLUMN "slug";',
            "drops column slug of go_fast_companies, which is protected",
        ),
        ("DROP TABLE go_fast_companies;", "drops go_fast_companies, which is protected"),
        (
            'ALTER TABLE "Athlete" DROP CONSTRAINT "Athlete_companyId_fkey";',
            "drops constraint Athlete_companyId_fkey of Athlete; protected is foreign key (companyId) of Athlete",
        ),
        (
            'ALTER TABLE "Race" ADD FOREIGN KEY (c) REFERENCES "GoFastCompany"(id);',
            'the foreign key points at "GoFastCompany", and the expected schema has go_fast_companies',
        ),
        (
            "ALTER TABLE Athlete ADD x int;",
            'names Athlete without quotes, which is athlete to PostgreSQL and not "Athlete"',
        ),
        ('CREATE TABLE "athletes" (id int);', 'creates athletes, and the expected schema has "Athlete"'),
        ("DO $$ BEGIN TRUNCATE läufe; END $$;", "empties läufe, which is protected, in a DO block"),
        (
            "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM läufe';",
            "deletes all rows of läufe, which is protected, in the body of f",
        ),
        ("\\i other.sql\n", "\\i runs another file, which this one does not show"),
        (
            "DO $$ DECLARE s text; BEGIN EXECUTE 'DROP TABLE %I.' || s || '.go_fast_companies'; END $$;",
            "runs a statement that is put together when it runs, from parts that are not known before, in a DO block",
        ),
        (
            "DO $$ DECLARE s text; BEGIN EXECUTE format('DROP TABLE %I.go_fast_companies', s); END $$;",
            "drops go_fast_companies, which is protected, in a DO block",
        ),
    ],
)
def test_a_sentence(text: str, sentence: str) -> None:
    (finding,) = judged(text, policy=OPEN).findings
    assert finding.sentence == sentence


def test_what_the_grammar_says_stands_behind_what_we_say() -> None:
    (finding,) = judged("SELCT 1;", policy=OPEN).findings
    assert finding.sentence.startswith("PostgreSQL's grammar does not accept this statement: ")
    assert "SELCT" not in finding.sentence


def test_a_hint_says_why_it_is_protected() -> None:
    (finding,) = judged("DROP TABLE audit.events;", policy=OPEN).findings
    assert finding.hint.startswith("audit.events is protected: kept for seven years. ")
    (finding,) = judged('ALTER TABLE "Athlete" DROP COLUMN garmin_access_token;', policy=OPEN).findings
    assert finding.hint.startswith(
        "column garmin_access_token of Athlete is protected: the watch sync of another project reads it. "
    )


def test_evidence_is_the_statement_around_the_place() -> None:
    text = 'CREATE TABLE "T" (\n  a int,\n  b int,\n  c int,\n  d text REFERENCES "GoFastCompany"(id),\n  e int\n);\n'
    (finding,) = judged(text, policy=OPEN).findings
    assert finding.evidence == (
        '  1 | CREATE TABLE "T" (\n'
        "  . |\n"
        "  3 |   b int,\n"
        "  4 |   c int,\n"
        '> 5 |   d text REFERENCES "GoFastCompany"(id),\n'
        "  6 |   e int\n"
        "  7 | );"
    )


def test_passwords_are_masked_and_long_lines_cut() -> None:
    text = f"ALTER ROLE a PASSWORD 'hunter2'; DROP TABLE go_fast_companies; -- {'x' * 300}"
    (finding,) = judged(text, policy=OPEN).findings
    assert finding.evidence is not None
    assert "hunter2" not in finding.evidence
    assert "PASSWORD '***'" in finding.evidence
    assert len(finding.evidence) < 180


def test_two_runs_say_the_same() -> None:
    text = 'DROP TABLE "Race", go_fast_companies CASCADE; TRUNCATE "Athlete" CASCADE;'
    assert judged(text).findings == judged(text).findings
