"""Commands that go past the migrations: where they run they are found, where they are only spoken of they are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from .guarding import OPEN, judged, rules

PUSH, LOSS, RESET, DEV = (f"command-{each}" for each in ("db-push", "accept-data-loss", "migrate-reset", "migrate-dev"))


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("prisma db push", [PUSH]),
        ("npx prisma db push", [PUSH]),
        ("npx --yes prisma@5.2.0 db push --skip-generate", [PUSH]),
        ("pnpm prisma db push", [PUSH]),
        ("pnpm exec prisma db push", [PUSH]),
        ("pnpm dlx prisma@latest db push", [PUSH]),
        ("yarn prisma db push", [PUSH]),
        ("bunx prisma db push", [PUSH]),
        ("bun x prisma db push", [PUSH]),
        ("npm exec prisma -- db push", [PUSH]),
        ("./node_modules/.bin/prisma db push", [PUSH]),
        ("node node_modules/prisma/build/index.js db push", [PUSH]),
        ("prisma --schema prisma/schema.prisma db push", [PUSH]),
        ("prisma db --schema=x push", [PUSH]),
        ("prisma db push --accept-data-loss", [LOSS, PUSH]),
        ("npm run push -- --accept-data-loss", [LOSS]),
        ("prisma db push --force-reset", [PUSH]),
        ("prisma migrate reset --force", [RESET]),
        ("docker compose exec app npx prisma migrate reset", [RESET]),
        ("DATABASE_URL=$PROD_URL npx prisma migrate dev", [DEV]),
        ("DATABASE_URL=postgres://u:p@db.example.com/x npx prisma migrate dev", [DEV]),
        ("dotenv -e .env.production -- prisma migrate dev", [DEV]),
        ("npx prisma generate && npx prisma db push", [PUSH]),
        ("cd app; npx prisma db push || true", [PUSH]),
        ("if x; then npx prisma db push; fi", [PUSH]),
        ("echo y | npx prisma db push", [PUSH]),
        ("X=$(npx prisma db push)", [PUSH]),
        ("bash -c 'npx prisma db push'", [PUSH]),
        ('ssh host "cd app && npx prisma migrate reset"', [RESET]),
        ("npx prisma \\\n  db \\\n  push", [PUSH]),
        # What looks alike.
        ("prisma db pull", []),
        ("prisma db seed", []),
        ("prisma generate", []),
        ("prisma migrate deploy", []),
        ("prisma migrate status", []),
        ("prisma migrate diff", []),
        ("prisma migrate dev", []),
        ("DATABASE_URL=postgres://u:p@localhost:5432/x npx prisma migrate dev", []),
        ("dotenv -e .env.test -- prisma migrate dev", []),
        ("prisma db push --help", []),
        ("# npx prisma db push", []),
        ("ls # npx prisma db push", []),
        ("echo 'never run prisma db push'", []),
        ("echo never run prisma db push", []),
        ('grep -r "prisma db push" . && exit 1', []),
        ("git commit -m 'stop using prisma db push'", []),
        ("git push", []),
        ("prismatic db push", []),
        ("drizzle db push", []),
    ],
)
def test_a_command(command: str, expected: list[str]) -> None:
    assert rules(f"#!/bin/sh\n{command}\n", "deploy.sh") == expected


PACKAGE = """{
  "name": "prisma db push",
  "description": "runs prisma db push",
  "scripts": {
    "dev": "prisma migrate dev",
    "push": "prisma db push --accept-data-loss",
    "nested": "sh -c \\"prisma migrate reset\\"",
    "warn": "echo \\"never prisma db push\\"",
    "both": "concurrently \\"next dev\\" \\"prisma db push\\"",
    "migrate:prod": "prisma migrate dev"
  },
  "lint-staged": {"*.prisma": ["prisma format", "prisma db push"]}
}
"""
MAKEFILE = "db:\n\t@npx prisma db push\n\t-$(PRISMA) migrate reset\n# npx prisma db push\n"
DOCKERFILE = """FROM node:20
LABEL note="prisma db push"
RUN npm ci && \\
    # a comment in between
    npx prisma db push
CMD ["npx", "prisma", "migrate", "reset"]
"""
WORKFLOW = """name: prisma db push
on: push
jobs:
  deploy:
    env:
      DATABASE_URL: ${{ secrets.DATABASE_URL }}
    steps:
      - name: Run prisma db push
        run: npx prisma db push
      - run: |
          npx prisma generate
          npx prisma migrate dev
      - run: "npx prisma migrate reset -f"   # really
      # - run: npx prisma db push
"""
COMPOSE = """services:
  one:
    command: ["npx", "prisma", "db", "push"]
  two:
    command:
      - npx
      - prisma
      - migrate
      - reset
"""


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "package.json",
            PACKAGE,
            [(6, PUSH), (6, LOSS), (7, RESET), (9, PUSH), (10, DEV), (12, PUSH)],
        ),
        ("Makefile", MAKEFILE, [(2, PUSH), (3, RESET)]),
        ("Dockerfile.prod", DOCKERFILE, [(5, PUSH), (6, RESET)]),
        (".github/workflows/deploy.yml", WORKFLOW, [(9, PUSH), (12, DEV), (13, RESET)]),
        ("compose.yaml", COMPOSE, [(3, PUSH), (6, RESET)]),
        ("netlify.toml", '[build]\ncommand = "npx prisma db push && npm run build"\n', [(2, PUSH)]),
        ("vercel.json", '{"buildCommand": "prisma db push"}', [(1, PUSH)]),
        ("deploy.sh", "#!/bin/sh\r\nnpx prisma db push\r\n", [(2, PUSH)]),
    ],
)
def test_a_file(path: str, text: str, expected: list[tuple[int, str]]) -> None:
    found = [(each.at.line, each.rule.name.removeprefix("guard-")) for each in judged(text, path).findings if each.at]
    assert sorted(found) == sorted(expected)


def test_a_workflow_against_a_database_of_its_own_may_develop() -> None:
    text = WORKFLOW.replace("${{ secrets.DATABASE_URL }}", "postgres://postgres@localhost:5432/test")
    assert DEV not in rules(text, "ci.yml")


def test_passwords_in_a_command_are_no_evidence() -> None:
    (finding,) = judged("DATABASE_URL=postgres://u:s3cret@db.example.com/x prisma db push\n", "a.sh").findings
    assert finding.evidence is not None
    assert "s3cret" not in finding.evidence
    assert "u:***@db.example.com" in finding.evidence


def test_scripts_can_be_left_alone() -> None:
    assert rules("prisma db push", "a.sh", replace(OPEN, commands=False)) == []
