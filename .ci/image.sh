#!/usr/bin/env bash
# Build the image, and try it as its users run it. It needs a Docker that can build, and says so where there is none.
#
#   .ci/image.sh [NAME]    NAME is what the image is called; schemacheck:tried if left out
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
image=${1:-schemacheck:tried}
most=120000000 # bytes, unpacked

docker info >/dev/null 2>&1 || { echo "image.sh: there is no Docker here that can build" >&2; exit 3; }

fail() { echo "image.sh: $1" >&2; exit 1; }
run() { docker run --rm --read-only --network none --volume "$PWD:/work:ro" "$image" "$@"; }
# ends CODE ARGUMENTS...: schemacheck with these arguments ends with this code.
ends() {
  local expected=$1 code=0
  shift
  run "$@" || code=$?
  test "$code" = "$expected" || fail "schemacheck $* ends with $code, not $expected"
}

version=$(sed -n 's/^VERSION = "\(.*\)"$/\1/p' src/schemacheck/base/__init__.py)
docker build --build-arg VERSION="$version" --build-arg REVISION="$(git rev-parse HEAD)" --tag "$image" .

test "$(run --version)" = "schemacheck $version" || fail "it is not schemacheck $version"
ends 0 lint expected_schema.yaml
ends 0 check expected_schema.yaml --against expected_schema.yaml
ends 2 migrate
ends 3 check --url postgresql://nobody@127.0.0.1:1/none
# PostgreSQL's grammar, and the libraries that were stripped.
ends 0 guard --expected expected_schema.yaml /dev/null
docker run --rm --entrypoint /usr/bin/python3 "$image" -c 'import google.protobuf, postgast, psycopg, sqlalchemy, yaml; yaml.CSafeLoader'
! docker run --rm --entrypoint /bin/sh "$image" -c true 2>/dev/null || fail "it has a shell"

inspected() { docker image inspect --format "$1" "$image"; }
test "$(inspected '{{.Config.User}}')" = 65532:65532 || fail "it runs as root"
test "$(inspected '{{index .Config.Labels "org.opencontainers.image.version"}}')" = "$version" || fail "its label has another version"
size=$(inspected '{{.Size}}')
test "$size" -lt "$most" || fail "$size bytes are more than $most"
echo "$image: $((size / 1000000)) MB"
