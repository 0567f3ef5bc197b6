#!/usr/bin/env bash
# Builds the committed state twice, in two folders, and compares every jar and the bill of materials byte by byte.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build() {
  git clone -q --no-hardlinks "$root" "$work/$1"
  (cd "$work/$1" && ./mvnw -B -q -ntp -DskipTests -Djacoco.skip -Dspotless.check.skip -Psbom package </dev/null)
  (cd "$work/$1" && find . -path '*/target/naestro-*' -type f \( -name '*.jar' -o -name 'naestro-sbom.*' \) | sort | xargs sha256sum) >"$work/$1.sums"
}

build one
# An hour away and in another folder with another locale: none of these may show.
TZ=Pacific/Apia LC_ALL=C build two/with/another/path

if ! diff "$work/one.sums" "$work/two/with/another/path.sums"; then
  echo "The lines above are files that differ between two builds of the same commit." >&2
  exit 1
fi
grep -q '/naestro-core-[^/]*\.jar$' "$work/one.sums" || { echo "naestro-core was not built" >&2; exit 1; }
grep -q '/naestro-sbom\.json$' "$work/one.sums" || { echo "there is no bill of materials" >&2; exit 1; }
echo "$(($(wc -l <"$work/one.sums"))) files are the same in both builds"
