"""Every spelling of a command that goes past the migrations, by shell, file and tool; and what only looks like one."""

from __future__ import annotations

import gc
import time

import pytest

from schemacheck.guard import SourceText, judge

from .guarding import FOLDER, OPEN, SPEC, judged, rules

PUSH, LOSS, RESET = "command-db-push", "command-accept-data-loss", "command-migrate-reset"
EXECUTE, SCHEMA, DROP, DOWN = "command-db-execute", "command-schema-push", "command-drop", "command-downgrade"


def told(text: str, path: str = "deploy.sh") -> list[str]:
    """The rules that a script breaks, each once."""
    return sorted(set(rules(text, path, OPEN)))


@pytest.mark.parametrize(
    "text",
    [
        "pnpm --filter @acme/prisma exec prisma db push",
        "pnpm -F prisma exec prisma db push",
        "yarn workspace @acme/prisma prisma db push",
        "yarn --cwd packages/prisma prisma db push",
        "npm --prefix packages/prisma exec -- prisma db push",
        "npx -p prisma prisma db push",
        "npx --package prisma@6 -- prisma db push",
        "npx -y -p prisma@6.1.0 -c 'prisma db push'",
        "docker compose exec prisma npx prisma db push",
        "docker run --name prisma img npx prisma db push",
        "docker run --rm prisma/prisma prisma db push",
        "docker exec -it db sh -c 'cd /app && npx prisma db push'",
        "deno run -A npm:prisma db push",
        "deno run -A npm:prisma@6 db push",
        "bun --bun x prisma db push",
        "node --require dotenv/config ./node_modules/prisma/build/index.js db push",
        "./node_modules/.bin/../.bin/prisma db push",
        "$(npm bin)/prisma db push",
        "$(which npx) prisma db push",
        "`yarn bin prisma` db push",
        "corepack pnpm dlx prisma db push",
        "zenstack db push",
        'CMD="npx prisma db push"; $CMD',
        'CMD="npx prisma db push"\neval "$CMD"',
        "a='npx prisma db push'; eval eval '$a'",
        "eval eval npx prisma db push",
        "P=prisma; npx $P db push",
        "P=prisma\nnpx ${P} db push",
        "SUB=push; npx prisma db $SUB",
        "SUB='db push'; npx prisma $SUB",
        "A=pri; B=sma; npx $A$B db push",
        'CMD=(npx prisma db push)\n"${CMD[@]}"',
        'CMD="npx prisma"; CMD="$CMD db push"; $CMD',
        "CMD='npx prisma'; CMD+=' db push'; $CMD",
        "export RUN='npx prisma db push'\nsh -c \"$RUN\"",
        "for c in generate 'db push'; do npx prisma $c; done",
        'set -- prisma db push; npx "$@"',
        "npx prisma db ${SUB:-push}",
        "${RUNNER:-npx prisma} db push",
        'f() { npx prisma "$@"; }\nf db push',
        'run() {\n  echo "+ $*"\n  "$@"\n}\nrun npx prisma db push',
        "function push { npx prisma db push; }",
        "alias p='npx prisma'\np db push",
        'echo "npx prisma db push" | sh',
        "echo npx prisma db push | bash -s",
        "printf 'npx prisma %s\\n' 'db push' | sh",
        "cat <<EOF | sh\nnpx prisma db push\nEOF",
        "bash <<'EOF'\nnpx prisma db push\nEOF",
        "ssh host <<-EOT\n\tcd app\n\tnpx prisma db push\n\tEOT",
        "sh <<< 'npx prisma db push'",
        "bash <(echo npx prisma db push)",
        "echo db push | xargs npx prisma",
        "echo push | xargs -I{} npx prisma db {}",
        "cat > /tmp/run.sh <<'EOF'\nnpx prisma db push\nEOF\nsh /tmp/run.sh",
        "echo 'npx prisma db push' > go.sh; chmod +x go.sh; ./go.sh",
        'heroku run "npx prisma db push"',
        "heroku run -a app -- npx prisma db push",
        'fly ssh console -C "npx prisma db push"',
        "railway run npx prisma db push",
        "kubectl exec deploy/web -- sh -c 'npx prisma db push'",
        "kubectl exec deploy/web -- npx prisma db push",
        'echo "$(npx prisma db push)"',
        'echo "done: `npx prisma db push`"',
        "cat <<EOF\n$(npx prisma db push)\nEOF",
        "x=${y:-$(npx prisma db push)}",
        "diff <(npx prisma db push) expected",
        "if ! npx prisma db push; then exit 1; fi",
        "while ! npx prisma db push; do sleep 1; done",
        "until npx prisma db push\ndo sleep 1\ndone",
        "case $1 in\n  push) npx prisma db push ;;\n  *) exit 1 ;;\nesac",
        "case $1 in (push|p) npx prisma db push ;; esac",
        "[[ $A == x && -n $B ]] && npx prisma db push",
        "(cd app && npx prisma db push) &",
        "{ npx prisma db push; } || true",
        "time npx prisma db push",
        "! npx prisma db push",
        "sudo -u app npx prisma db push",
        "timeout 30 npx prisma db push",
        "env -i PATH=$PATH npx prisma db push",
        "nohup npx prisma db push >log 2>&1 &",
        "npx prisma db push 2>/dev/null",
        "npx prisma db push>/dev/null",
        'npx "prisma" "db" \'push\'',
        "npx pri'sma' db p\"us\"h",
        "npx prisma db $'push'",
        "npx prisma \\\r\n  db push",
        "npx prisma {db,push}",
        "trap 'npx prisma db push' EXIT",
        "A=(1 2)\nnpx prisma db push",
        "echo $((1 + 2)) && npx prisma db push",
        "cat <<A <<B\nx\nA\ny\nB\nnpx prisma db push",
        "echo don't\nnpx prisma db push",
        "find . -name schema.prisma -exec npx prisma db push --schema {} \\;",
        "concurrently 'next dev' 'prisma db push'",
        "dotenv -e .env -- npx prisma db push",
        "tmux send-keys 'npx prisma db push' Enter",
        "NODE_ENV=production npx prisma db push",
        "npx cross-env X=1 prisma db push",
        "select x in a; do npx prisma db push; done",
        "coproc npx prisma db push",
        "sh -c 'npx prisma \"$@\"' x db push",
        "su - app -c 'npx prisma db push'",
        "source <(echo 'npx prisma db push')",
        "yes | npx prisma db push",
        'cd apps/web; pnpm -r --filter="./packages/*" exec -- prisma db push',
    ],
)
def test_each_spelling_is_told(text: str) -> None:
    assert told(f"#!/usr/bin/env bash\n{text}\n") == [PUSH]


@pytest.mark.parametrize(
    "text",
    [
        "cat <<EOF\nnpx prisma db push\nEOF",
        "cat > README.md <<EOF\nRun npx prisma db push\nEOF",
        "cat <<'EOF' >&2\nusage: npx prisma db push\nEOF",
        "usage() { cat <<EOF\n  npx prisma db push\nEOF\n}\nusage",
        ": <<'EOF'\nnpx prisma db push\nEOF",
        ": npx prisma db push",
        "logger 'npx prisma db push'",
        "logger npx prisma db push",
        "man prisma db push",
        "log npx prisma db push",
        'log() { echo "$@" >&2; }\nlog npx prisma db push',
        'die() { echo "$1"; exit 1; }\ndie "never run npx prisma db push"',
        "printf '%s\\n' 'npx prisma db push'",
        "sudo echo npx prisma db push",
        "test \"$1\" = 'prisma db push'",
        '[ "$CMD" = "npx prisma db push" ] && exit 1',
        "[[ $CMD == *'prisma db push'* ]] && exit 1",
        "if grep -q 'npx prisma db push' package.json; then exit 1; fi",
        "case $1 in\n  'prisma db push') exit 1 ;;\nesac",
        'case "$c" in\n  npx prisma db push) exit 1;;\nesac',
        "git log --grep 'npx prisma db push'",
        "gh pr comment --body 'npx prisma db push'",
        'curl -d \'{"text": "npx prisma db push"}\' $HOOK',
        "MESSAGE='npx prisma db push'\necho \"$MESSAGE\"",
        "notify 'Run npx prisma db push yourself'",
        "echo a # npx prisma db push",
        "npm install prisma",
        "docker compose exec prisma sh",
        "pnpm --filter @acme/prisma exec prisma migrate deploy",
        'npx prisma "$@"',
        "docker run --rm img echo npx prisma db push",
        "echo 'npx prisma db push' >> notes.txt",
        "alias push='npx prisma db push'",
        "true || : prisma db push",
        "git config alias.x 'prisma db push'",
    ],
)
def test_what_only_speaks_of_it_is_silent(text: str) -> None:
    assert told(f"#!/usr/bin/env bash\n{text}\n") == []


def listed(name: str) -> list[str]:
    """The scripts of a file, between lines of four dashes."""
    return (FOLDER / "commands" / name).read_text(encoding="utf-8").rstrip("\n").split("\n----\n")


@pytest.mark.parametrize("text", listed("told.txt"))
def test_each_listed_spelling_is_told(text: str) -> None:
    assert set(told(f"{text}\n")) - {LOSS} == {PUSH}


@pytest.mark.parametrize("text", listed("others.txt"))
def test_each_listed_command_of_another_tool_is_told(text: str) -> None:
    assert set(told(f"{text}\n")) & {SCHEMA, DROP, DOWN, EXECUTE, "dynamic", "table-dropped", "table-truncated"}


@pytest.mark.parametrize("text", listed("silent.txt"))
def test_each_listed_mention_is_silent(text: str) -> None:
    assert told(f"{text}\n") == []


@pytest.mark.parametrize("text", ["npx prisma db $SUB", "prisma migrate $1", "npx prisma $CMD"])
def test_a_subcommand_that_nobody_knows_is_said_to_be_one(text: str) -> None:
    assert told(text) == ["dynamic"]


OTHERS = [
    ("npx drizzle-kit push", SCHEMA),
    ("pnpm drizzle-kit push --force", SCHEMA),
    ("drizzle-kit push:pg", SCHEMA),
    ("drizzle-kit --config=drizzle.config.ts push", SCHEMA),
    ("npx typeorm schema:sync", SCHEMA),
    ("npx typeorm-ts-node-commonjs schema:sync -d src/data-source.ts", SCHEMA),
    ("typeorm -d x.ts schema:drop", DROP),
    ("ts-node ./node_modules/typeorm/cli.js schema:drop", DROP),
    ("npm run typeorm -- schema:drop", DROP),
    ("npx sequelize-cli db:drop", DROP),
    ("npx sequelize db:drop --env production", DROP),
    ("sequelize db:migrate:undo:all", DOWN),
    ("rails db:schema:load", SCHEMA),
    ("bin/rails db:reset", DROP),
    ("bundle exec rails db:drop", DROP),
    ("bundle exec rake db:schema:load", SCHEMA),
    ("RAILS_ENV=production bin/rake db:drop db:create", DROP),
    ("DISABLE_DATABASE_ENVIRONMENT_CHECK=1 ./bin/rails db:drop", DROP),
    ("rails db:structure:load", SCHEMA),
    ("rails db:migrate:reset", DROP),
    ("rails db:rollback STEP=3", DOWN),
    ("python manage.py flush --no-input", DROP),
    ("./manage.py flush", DROP),
    ("python3 -m django flush --settings x", None),
    ("django-admin flush", DROP),
    ("manage.py migrate app zero", DOWN),
    ("alembic downgrade -1", DOWN),
    ("alembic -c alembic.ini downgrade base", DOWN),
    ("poetry run alembic downgrade base", DOWN),
    ("flask db downgrade", DOWN),
    ("supabase db reset --linked", DROP),
    ("npx supabase db reset --db-url $URL", DROP),
    ("atlas schema apply --url $URL --to file://schema.hcl --auto-approve", SCHEMA),
    ("atlas schema clean -u $URL --auto-approve", DROP),
    ("hasura migrate apply --down all", DOWN),
    ("hasura metadata clear", DROP),
    ("dropdb athletes", DROP),
    ("dropdb --if-exists -h db athletes", DROP),
    ("sudo -u postgres dropdb athletes", DROP),
    ("docker compose exec db dropdb -U postgres app", DROP),
    ("pg_restore --clean -d app dump", DROP),
    ("heroku pg:reset --confirm app", DROP),
    ("flyway clean", DROP),
    ("mvn flyway:clean", None),
    ("liquibase drop-all", DROP),
    ("liquibase rollback-count 1", DOWN),
    ("knex migrate:rollback --all", DOWN),
    ("npx mikro-orm schema:update --run", SCHEMA),
    ("npx mikro-orm schema:drop -r", DROP),
    ("dbmate down", DOWN),
    ("dbmate drop", DROP),
    ("goose -dir migrations postgres $URL down", DOWN),
    ("migrate -path db -database $URL down", DOWN),
    ("migrate -database $URL -path db drop -f", DROP),
    ("sqlx database reset -y", DROP),
    ("diesel database reset", DROP),
    ("mix ecto.reset", DROP),
    ("php artisan migrate:fresh --force", DROP),
    ("php artisan migrate:rollback", DOWN),
    ("bin/console doctrine:schema:update --force", SCHEMA),
    ("dotnet ef database drop -f", DROP),
    ("psqldef -U postgres app < schema.sql", SCHEMA),
    ("npx prisma db execute --file x.sql", EXECUTE),
    ("prisma db execute --stdin --schema x", EXECUTE),
]


@pytest.mark.parametrize(("text", "rule"), [each for each in OTHERS if each[1]])
def test_other_tools(text: str, rule: str) -> None:
    assert told(text) == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "drizzle-kit generate",
        "drizzle-kit generate --name push",
        "drizzle-kit migrate",
        "typeorm migration:run",
        "sequelize db:migrate",
        "rails db:migrate",
        "RAILS_ENV=test bin/rails db:schema:load",
        "export RAILS_ENV=test\nbin/rails db:drop",
        "rails db:test:prepare",
        "rails generate model flush",
        "python manage.py migrate",
        "python manage.py sqlflush",
        "alembic upgrade head",
        "alembic revision -m downgrade",
        "supabase db reset",
        "supabase db push",
        "supabase start",
        "atlas schema apply --url $URL --dry-run --auto-approve",
        "atlas migrate apply",
        "atlas schema inspect",
        "hasura migrate apply",
        "hasura metadata apply",
        "dropdb --help",
        "dropdb app_test",
        "createdb app",
        "pg_dump -c app",
        "pg_restore -d app dump",
        "echo dropdb app",
        "which dropdb",
        "apt-get install atlas",
        "npm run migrate down",
        "git push",
        "docker push drizzle",
        "goose up",
        "mix ecto.migrate",
        "knex migrate:latest",
        "bin/console cache:clear",
    ],
)
def test_other_tools_harmless_commands(text: str) -> None:
    assert told(text) == []


TABLE = "guard-table-dropped"
SQL = [
    ("psql -c 'DROP TABLE \"Athlete\" CASCADE'", 1),
    ('psql "$DATABASE_URL" -c "DROP TABLE \\"Athlete\\""', 1),
    ("psql -qtAc 'DROP TABLE \"Athlete\"' app", 1),
    ("psql --command='DROP TABLE \"Athlete\"'", 1),
    ("psql --command 'DROP TABLE \"Athlete\"'", 1),
    ("docker compose exec -T db psql -U postgres -c 'DROP TABLE \"Athlete\"'", 1),
    ('psql $URL <<SQL\nBEGIN;\nDROP TABLE "Athlete";\nSQL', 3),
    ("psql <<-'SQL'\n\tSELECT 1;\n\tDROP TABLE \"Athlete\";\n\tSQL", 3),
    ("echo 'DROP TABLE \"Athlete\"' | psql", 1),
    ('cat <<SQL | psql\nDROP TABLE "Athlete";\nSQL', 2),
    ("psql <<< 'DROP TABLE \"Athlete\"'", 1),
    ('SQL=\'DROP TABLE "Athlete"\'\npsql -c "$SQL"', 2),
    ("sudo -u postgres psql app -c 'DROP TABLE \"Athlete\"'", 1),
    ('ssh db "psql -c \'DROP TABLE \\"Athlete\\"\'"', 1),
    ("heroku pg:psql -c 'DROP TABLE \"Athlete\"'", 1),
    ('heroku pg:psql <<EOF\nDROP TABLE "Athlete";\nEOF', 2),
    ("psql -c 'SELECT 1' -c 'DROP TABLE \"Athlete\"'", 1),
    ("printf 'DROP TABLE %s;' '\"Athlete\"' | psql", 1),
    ("echo 'DROP TABLE \"Athlete\"' > x.sql\npsql -f x.sql", 1),
    ("echo 'DROP TABLE \"Athlete\"' > x.sql\npsql < x.sql", 1),
]


@pytest.mark.parametrize(("text", "line"), SQL)
def test_what_is_sent_to_psql_is_judged_as_sql(text: str, line: int) -> None:
    found = judged(text, "deploy.sh", OPEN).findings
    assert {each.rule.name for each in found} == {TABLE}
    assert found[0].at is not None
    assert found[0].at.line == line
    assert found[0].evidence is not None
    assert f"> {line} | " in found[0].evidence


@pytest.mark.parametrize(
    "text",
    [
        "psql -c 'SELECT * FROM \"Athlete\"'",
        'psql -c "SELECT count(*) FROM $T WHERE id = $ID"',
        "psql -v x=1 <<SQL\nSELECT :'x', :x;\nSQL",
        "echo 'DROP TABLE \"Athlete\"'",
        'cat <<SQL\nDROP TABLE "Athlete";\nSQL',
        "psql -f dump.sql",
        "psql < dump.sql",
        "psql -l",
        "psql -c '\\dt'",
        "mysql -e 'DROP TABLE Athlete'",
        "createdb app && psql app",
    ],
)
def test_harmless_uses_of_psql(text: str) -> None:
    assert told(text) == []


def test_what_eval_runs_is_told_once() -> None:
    assert rules("eval npx prisma db push", "deploy.sh", OPEN) == ["command-db-push"]
    assert told("echo 'DROP TABLE \"Athlete\"' | eval psql -X") == ["table-dropped"]


def test_a_statement_that_nobody_knows() -> None:
    assert told('psql -c "$1"') == ["dynamic"]
    assert told('psql -c "DROP TABLE $T"') == ["dynamic"]


FILES = [
    ("ci.yml", "on: push\njobs:\n  a:\n    steps:\n      - run: >\n          npx prisma\n          db push\n", 6),
    ("ci.yml", "steps:\n  - run: npx prisma\n      db push\n", 2),
    ("ci.yml", 'steps:\n  - { name: x, run: "npx prisma db push" }\n', 2),
    ("ci.yml", "steps: [{run: npx prisma db push}]\n", 1),
    ("ci.yml", "steps:\n  - run: |-\n      set -e\n      npx prisma \\\n        db push\n", 4),
    ("ci.yml", "steps:\n  - run: 'npx prisma db push'\n", 2),
    ("ci.yml", 'steps:\n  - run: "npx \\"prisma\\" db push"\n', 2),
    ("ci.yml", "env:\n  CMD: npx prisma db push\nsteps:\n  - run: $CMD\n", 4),
    ("ci.yml", "env:\n  CMD: npx prisma db push\nsteps:\n  - run: ${{ env.CMD }}\n", 4),
    ("ci.yml", "matrix:\n  cmd: [generate, db push]\nsteps:\n  - run: npx prisma ${{ matrix.cmd }}\n", 4),
    ("ci.yml", "x: &push npx prisma db push\nsteps:\n  - run: *push\n", 1),
    (".gitlab-ci.yml", "deploy:\n  script:\n    - npm ci\n    - npx prisma db push\n", 4),
    (".gitlab-ci.yml", "deploy:\n  script: [npm ci, npx prisma db push]\n", 2),
    ("compose.yaml", 'services:\n  a:\n    command: ["sh", "-c", "npx prisma db push"]\n', 3),
    ("compose.yaml", "services:\n  a:\n    command: sh -c 'npx prisma db push'\n", 3),
    (
        "compose.yaml",
        "services:\n  a:\n    command:\n      - sh\n      - -c\n      - |\n        npx prisma db push\n",
        7,
    ),
    ("compose.yaml", "services:\n  a:\n    entrypoint: [npx, prisma]\n    command: [db, push]\n", 3),
    ("compose.yaml", "services:\n  a:\n    entrypoint: npx prisma\n    command: db push\n", 3),
    ("compose.yaml", "services:\n  a:\n    environment:\n      - CMD=npx prisma db push\n    command: sh -c $CMD\n", 5),
    (
        "k8s/job.yaml",
        "kind: Job\nspec:\n\n  containers:\n    - name: m\n      command: [npx]\n      args: [prisma, db, push]\n",
        6,
    ),
    (
        "k8s/job.yaml",
        "apiVersion: v1\nkind: Pod\n---\nkind: Job\nspec:\n  command: ['sh', '-c']\n  args: ['npx prisma db push']\n",
        7,
    ),
    ("helm/job.yaml", "{{- if .Values.x }}\nspec:\n  command: [npx, prisma, db, push]\n{{- end }}\n", 3),
    ("helm/job.yaml", "spec:\n  {{- range .x }}\n  a: {{ . }}: {{ x }}\n  command: npx prisma db push\n", 4),
    ("render.yaml", "services:\n  - type: web\n    preDeployCommand: npx prisma db push\n", 3),
    ("heroku.yml", "release:\n  command:\n    - npx prisma db push\n", 3),
    ("cloudbuild.yaml", "steps:\n  - name: node\n    entrypoint: npx\n    args: [prisma, db, push]\n", 3),
    (
        "cloudbuild.yaml",
        "steps:\n  - name: node\n    entrypoint: bash\n    args:\n      - -c\n      - |\n        npx prisma db push\n",
        7,
    ),
    ("buildspec.yml", "phases:\n  build:\n    commands:\n      - npx prisma db push\n", 4),
    ("appspec.yml", "hooks:\n  AfterInstall:\n    - location: x.sh\n      run: npx prisma db push\n", 4),
    ("taskfile.yaml", "tasks:\n  push:\n    cmds:\n      - cmd: npx prisma db push\n", 4),
    ("Taskfile.yml", "vars:\n  P: prisma\ntasks:\n  push: npx prisma db push\n", 4),
    ("lefthook.yml", "pre-push:\n  commands:\n    x:\n      run: npx prisma db push\n", 4),
    (".woodpecker.yml", "steps:\n  a:\n    commands: [npx prisma db push]\n", 3),
    ("action.yml", "runs:\n  using: composite\n  steps:\n    - run: npx prisma db push\n", 4),
    (".pre-commit-config.yaml", "repos:\n  - hooks:\n      - entry: npx prisma db push\n", 3),
    ("fly.toml", '[deploy]\n  release_command = "npx prisma db push"\n', 2),
    ("fly.toml", "[processes]\nweb = 'npx prisma db push && node .'\n", 2),
    ("fly.toml", '[deploy]\nrelease_command = "sh -c \\"npx prisma db push\\""\n', 2),
    ("railway.toml", '[deploy]\npreDeployCommand = ["npx prisma generate", "npx prisma db push"]\n', 2),
    ("nixpacks.toml", "[phases.setup]\ncmds = [\n  'npm ci',\n  'npx prisma db push',\n]\n", 4),
    ("nixpacks.toml", '[start]\ncmd = """\nnpm ci\nnpx prisma db push\n"""\n', 4),
    ("netlify.toml", "[build]\ncommand = '''\nnpx prisma \\\n  db push\n'''\n", 3),
    ("netlify.toml", '[build\ncommand = "npx prisma db push"\n', 2),
    ("pyproject.toml", "[tool.poe.tasks]\npush = 'prisma db push'\n", 2),
    ("app.json", '{"scripts": {"postdeploy": "npx prisma db push"}}', 1),
    ("railway.json", '{\n "deploy": {"preDeployCommand": ["npx prisma db push"]}}', 2),
    (
        "project.json",
        '{"targets": {"push": {"executor": "x:y",\n "options": {"commands": [{"command": "prisma db push"}]}}}}',
        2,
    ),
    ("project.json", '{"targets": {"push": {"command": "prisma db push"}}}', 1),
    ("devcontainer.json", '{\n // a comment\n "postCreateCommand": "npm ci && npx prisma db push"\n}', 3),
    ("devcontainer.json", '{"postStartCommand": {"db": ["npx", "prisma", "db", "push"]}}', 1),
    ("package.json", '{"scripts": {"a": "npx \\u0070risma db push"}}', 1),
    ("package.json", '{"scripts": {"a": "sh -c \\"npx prisma db push\\""}}', 1),
    ("package.json", '{"scripts": {"a": "node -e \'x\' && prisma db push"}}', 1),
    ("package.json", '{"prisma": {"seed": "prisma db push"}}', 1),
    ("package.json", '{"husky": {"hooks": {"pre-push": "prisma db push"}}}', 1),
    ("Dockerfile", "FROM x\nRUN --mount=type=cache,target=/x npx prisma db push\n", 2),
    ("Dockerfile", "FROM x\nRUN <<EOF\nnpm ci\nnpx prisma db push\nEOF\n", 4),
    ("Dockerfile", 'FROM x\nENTRYPOINT ["npx", "prisma"]\nCMD ["db", "push"]\n', 3),
    ("Dockerfile", 'FROM x\nCMD ["sh", "-c", "npx prisma db push && node ."]\n', 2),
    ("Dockerfile", 'FROM x\nENV CMD="npx prisma db push"\nCMD $CMD\n', 3),
    ("Dockerfile", "FROM x\nHEALTHCHECK --interval=5s CMD npx prisma db push\n", 2),
    ("Dockerfile", "FROM x\nonbuild run npx prisma db push\n", 2),
    ("web.Dockerfile", "FROM x\nRUN npx prisma db push\n", 2),
    ("Procfile", "release: npx prisma db push\nweb: node .\n", 1),
    ("Procfile.dev", "web: next dev\ndb: npx prisma db push\n", 2),
    ("Makefile", "CMD = npx prisma db push\nx:\n\t$(CMD)\n", 3),
    ("Makefile", "P := prisma\nx:\n\tnpx ${P} db push\n", 3),
    ("Makefile", "x:\n\tcd a && \\\n\tnpx prisma db push\n", 3),
    ("Makefile", "x: ; npx prisma db push\n", 1),
    ("Makefile", "X := $(shell npx prisma db push)\n", 1),
    ("Makefile", "x:\n\techo $(shell npx prisma db push)\n", 2),
    ("Makefile", "X != npx prisma db push\n", 1),
    ("Makefile", "define PUSH\nnpx prisma db push\nendef\nx:\n\t$(PUSH)\n", 5),
    ("Makefile", "x:\n\tfor c in push; do npx prisma db $$c; done\n", 2),
    ("Makefile", "x: CMD = db push\nx:\n\t@npx prisma $(CMD)\n", 3),
    ("justfile", "p := 'prisma'\npush:\n    @npx {{p}} db push\n", 3),
    ("deploy.ps1", "npx prisma db push\n", 1),
    ("deploy.ps1", "& npx prisma `\r\n  db push\r\n", 1),
    ("deploy.ps1", '$cmd = "npx prisma db push"\nInvoke-Expression $cmd\n', 2),
    ("deploy.ps1", "$env:X = 'y'\niex \"npx prisma db push\"\n", 2),
    ("deploy.ps1", "Start-Process npx -ArgumentList 'prisma', 'db', 'push'\n", 1),
    ("deploy.ps1", "if ($a) { npx prisma db push }\n", 1),
    ("deploy.cmd", "@echo off\r\nREM hi\r\ncall npx prisma db push\r\n", 3),
    ("deploy.bat", "set P=prisma\nnpx %P% db push\n", 2),
    ("bin/push", "#!/bin/sh\nexec npx prisma db push\n", 2),
    ("bin/push", '#!/usr/bin/env ruby\nsystem!("npx prisma db push")\n', 2),
    ("bin/push", "#!/usr/bin/env ruby\n`npx prisma db push`\n", 2),
    ("bin/push", "#!/usr/bin/env python3\nsubprocess.run(['npx', 'prisma', 'db', 'push'])\n", 2),
    ("bin/push", "#!/usr/bin/env node\nexecSync('npx prisma db push', {stdio: 'inherit'})\n", 2),
    ("bin/push", "#!/usr/bin/env node\nspawn('npx', ['prisma', 'db', 'push'])\n", 2),
    ("Jenkinsfile", "stage('x') {\n  sh 'npx prisma db push'\n}\n", 2),
    ("Jenkinsfile", "sh '''\n  npm ci\n  npx prisma db push\n'''\n", 3),
    ("Jenkinsfile", 'sh(script: "npx prisma db push", returnStdout: true)\n', 1),
    ("Rakefile", "task(:x) { sh 'npx prisma db push' }\n", 1),
    (".husky/pre-push", "npx prisma db push\n", 1),
    (".envrc", "npx prisma db push\n", 1),
]


@pytest.mark.parametrize(("path", "text", "line"), FILES)
def test_each_kind_of_file(path: str, text: str, line: int) -> None:
    found = judged(text, path, OPEN).findings
    assert {each.rule.name for each in found} == {f"guard-{PUSH}"}
    assert line in [each.at.line for each in found if each.at]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("ci.yml", "name: npx prisma db push\non: push\n"),
        ("ci.yml", "steps:\n  - uses: some/comment-action@v1\n    with:\n      body: |\n        npx prisma db push\n"),
        ("ci.yml", "steps:\n  - uses: x\n    with:\n      message: npx prisma db push\n"),
        ("ci.yml", "inputs:\n  x:\n    description: |\n      npx prisma db push\n"),
        ("ci.yml", "steps:\n  - run: |\n      # npx prisma db push\n      echo npx prisma db push\n"),
        ("ci.yml", "# npx prisma db push\nsteps: []\n"),
        ("ci.yml", "env:\n  HINT: npx prisma db push\nsteps:\n  - run: echo $HINT\n"),
        ("compose.yaml", "services:\n  a:\n    labels:\n      hint: npx prisma db push\n"),
        ("compose.yaml", "services:\n  a:\n    labels: [npx prisma db push]\n"),
        ("k8s/job.yaml", "metadata:\n  annotations:\n    hint: npx prisma db push\n"),
        ("package.json", '{"//": "npx prisma db push", "keywords": ["prisma db push", "npx prisma db push"]}'),
        ("package.json", '{"description": "npx prisma db push", "name": "prisma db push"}'),
        ("package.json", '{"scripts": {"//push": "npx prisma db push", "warn": "echo npx prisma db push"}}'),
        ("fly.toml", "# release_command = 'npx prisma db push'\n"),
        ("pyproject.toml", "[project]\ndescription = 'npx prisma db push'\n"),
        ("Makefile", "x:\n\t$(error never npx prisma db push)\n"),
        ("Makefile", "$(error npx prisma db push)\nx:\n\t@echo npx prisma db push\n"),
        ("Makefile", "# npx prisma db push\nhelp: ## npx prisma db push\n\t@echo\n"),
        ("Makefile", "HINT = npx prisma db push\nx:\n\t@echo '$(HINT)'\n\t$(info npx prisma db push)\n"),
        (
            "Dockerfile",
            'FROM x\nLABEL hint="npx prisma db push"\n# RUN npx prisma db push\nRUN echo npx prisma db push\n',
        ),
        ("Dockerfile", "FROM x\nCOPY <<EOF /readme\nnpx prisma db push\nEOF\n"),
        ("Procfile", "# npx prisma db push\nweb: node .\n"),
        ("deploy.ps1", 'Write-Host "npx prisma db push"\n# npx prisma db push\n<#\nnpx prisma db push\n#>\n'),
        ("deploy.bat", "REM npx prisma db push\r\n:: npx prisma db push\r\necho npx prisma db push\r\n"),
        ("Jenkinsfile", "// sh 'npx prisma db push'\necho 'npx prisma db push'\n"),
        ("bin/push", "#!/usr/bin/env ruby\nputs 'npx prisma db push'\n"),
        ("devcontainer.json", '{\n // "x": "npx prisma db push"\n "name": "npx prisma db push"}'),
        ("values.yaml", "notes: npx prisma db push\n"),
    ],
)
def test_mentions_in_files(path: str, text: str) -> None:
    assert told(text, path) == []


def test_sql_in_files() -> None:
    drop = 'DROP TABLE "Athlete"'
    text = f"steps:\n  - run: |\n      psql <<SQL\n      {drop};\n      SQL\n  - run: psql -c '{drop}'\n"
    found = judged(text, "ci.yml", OPEN).findings
    assert {(each.rule.name, each.at.line) for each in found if each.at} == {(TABLE, 4), (TABLE, 6)}


HOSTILE = {
    "spaces.yml": " " * 4000 + "\n" + " " * 4000 + "x",
    "list.yml": ("-" + " " * 4000 + "\n") * 2,
    "package.json": '{"a": "' + "\\" * 180000,
    "quotes/package.json": '{"a": ' + '"' * 180_001,
    "words.sh": "a " * 100000,
    "variables.sh": "$a " * 60000,
    "open.sh": "(" * 100000,
    "substitutions.sh": "$(" * 80000,
    "quoted.sh": '"$(' * 60000,
    "braces.sh": "${" * 80000,
    "named.sh": "${a:-" * 40000,
    "backticks.sh": "`" * 180_001,
    "arithmetic.sh": "$((" * 60000,
    "apostrophes.sh": "'" * 180_001,
    "documents.sh": "cat <<A\n" * 20000,
    "ifs.sh": "if x; then " * 16000,
    "cases.sh": "case x in " * 16000,
    "functions.sh": "f() { " * 20000,
    "braced.sh": "{a,b}" * 30000,
    "backslashes.sh": "\\" * 180_001,
    "line.sh": "x" * 1_000_000,
    "doubling.sh": "a=x\n" + "a=$a$a\n" * 60 + "$a\n",
    "product.sh": "".join(f"{n}=1\n{n}=2\n{n}=3\n" for n in "abcdefgh") + "npx $a $b $c $d $e $f $g $h\n" * 2000,
    "calls.sh": "f() { g; g; g; g; }\ng() { h a; h b; h c; }\nh() { f a; f b; }\nf x\n" * 20,
    "nested.sh": "sh -c '" * 20000,
    "eval.sh": "eval " * 20000,
    "expanding.sh": "eval '$x' " * 20000,
    "deep.yml": "[" * 20000,
    "deep.json": "[" * 80000,
    "deep.toml": "a = " + "[" * 20000,
    "strings.toml": "a = '''" + "'" * 180000,
    "Makefile": "X = $(" * 20000,
    "shells/Makefile": "x:\n\t" + "$(shell " * 20000,
    "Dockerfile": "RUN a \\\n" * 20000,
    "marks/Dockerfile": "RUN <<A\n" * 20000,
    "Jenkinsfile": "sh " + "'" * 180000,
    "blank/Jenkinsfile": "sh" + " " * 180000,
    "a.ps1": "<#" * 80000,
    "a.bat": "%" * 180000,
    "Procfile": "a: " + "(" * 180000,
    "justfile": "{{" * 80000,
    "template.yml": "{{" * 40000 + "\n: :",
    "psql.sh": "psql -c 'SELECT 1'\n" * 1000,
    "url.sh": "DATABASE_URL" * 14000,
    "pgs.sh": "PG_" * 60000,
    "comments.json": "/*" * 80000,
    "commas.sh": "{" + "," * 180000,
    "templates.sh": "${{" * 60000,
    "closing.sh": "(" * 60000 + "} " * 60000,
    "long line.sh": "x" * 100000 + " npx prisma db push " + "y" * 80000,
    "many.sh": "npx prisma db push\n" * 8000,
    "wide.sh": "npx prisma db push;" * 8000,
    "é.sh": "é; npx prisma db push\n" * 6000,
    "anchors.yml": "a: &a [x]\n" + "".join(f"b{n}: [{', '.join(['*a'] * 50)}]\n" for n in range(2000)),
}  # fmt: skip


# A fifth of what is read at most: what is not linear takes minutes all the same.
@pytest.mark.parametrize("path", HOSTILE)
def test_no_file_takes_long(path: str) -> None:
    gc.collect()
    gc.freeze()  # what other tests have left in memory is none of the reader's work
    try:
        started = time.process_time()
        judged(HOSTILE[path], path, OPEN)
        took = time.process_time() - started
    finally:
        gc.unfreeze()
    assert took < 5


@pytest.mark.parametrize("size", [1 << 21, 100_000_000])
def test_what_is_larger_than_any_script_is_said_to_be_unread(size: int) -> None:
    for path in ("a.sh", "package.json", "ci.yml"):
        (finding,) = judge([SourceText(path, b"a " * (size // 2))], SPEC.schema, OPEN).findings
        assert finding.rule.name == "guard-unread"
        assert "larger than 1 MiB" in finding.sentence


def test_functions_that_call_each_other_are_no_puzzle() -> None:
    lines = "".join(f'f{n}() {{ x=$(f{(n + 1) % 30} "$@"); f{(n * 7) % 30} a; }}\n' for n in range(30))
    assert told(f"{lines}f0 a b\nnpx prisma db push\n") == [PUSH]


def test_what_is_nested_too_deeply_is_said_to_be_unread() -> None:
    assert "unread" in told("echo " + "$(echo " * 60 + "npx prisma db push" + ")" * 60)
    assert told("x: " + "[" * 300 + "]" * 300, "ci.yml") == ["unread"]
