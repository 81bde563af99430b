# A release job as a user would write it, run over some weeks by tests/test_release_job.py. Each week prints a line.
# $SCHEMACHECK is the command, $CHANGE what a colleague does to the database behind everybody's back.
set -euo pipefail

check() { # week, options: what the job does before every deploy
  week=$1
  shift
  code=0
  $SCHEMACHECK check --baseline baseline.yaml --output report.json --output report.md --quiet "$@" > log.txt || code=$?
  echo "$week: exit $code, $(report known) known, $(report waived) waived, $(report error) errors, $(report warning) warnings, $(report note) notes"
}
report() { "$PYTHON" -c 'import json, sys; print(json.load(open("report.json"))["counts"][sys.argv[1]])' "$1"; }
waive() { # until when
  cat > waivers.yaml << END
waivers:
  - {rule: column-unexpected, object: runner.shoe, reason: a hotfix, owner: platform, expires: $1}
END
  cat base.yaml waivers.yaml > expected_schema.yaml
}

# The first day: the database has drifted for years. What there is becomes the baseline, under review.
cp base.yaml expected_schema.yaml
$SCHEMACHECK check --quiet > log.txt && exit 1
$SCHEMACHECK baseline write --output baseline.yaml 2> written.txt
check "first day"

# A hotfix at night: it fails the next deploy, and is waived for a week.
$CHANGE 'ALTER TABLE runner ADD shoe text'
check "hotfix"
waive "$(date -u -d '+7 days' +%F)"
check "waived"

# Old drift is resolved: the baseline shrinks by what was told.
$CHANGE 'ALTER TABLE company ALTER slug SET NOT NULL'
check "resolved"
grep -c baseline-gone report.md > gone.txt
check "resolved, strictly" --fail-on note
$SCHEMACHECK baseline write --output baseline.yaml 2> written.txt
check "shrunk" --fail-on note

# A week later nobody has done anything about the hotfix.
waive "$(date -u -d '-1 day' +%F)"
check "expired"
grep -o 'its waiver expired on [0-9-]*' report.md | head -1 > expired.txt

# The expected schema follows, and then somebody drops a key.
$CHANGE 'ALTER TABLE runner DROP COLUMN shoe'
cp base.yaml expected_schema.yaml
check "resolved too"
$CHANGE 'ALTER TABLE runner DROP CONSTRAINT "runner_companyId_fkey"'
check "new drift"

# The database is away: the report of the last run must not be taken for today's.
DATABASE_URL=postgresql://127.0.0.1:1/gone $SCHEMACHECK check --output report.json --quiet 2> log.txt || echo "away: exit $?"
grep -o '"outcome": "error"' report.json
