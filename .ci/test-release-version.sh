#!/bin/sh
# Tests .ci/release-version.sh. Prints one line per fact; exits 1 if one does not hold.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
mkdir "$work/.ci"
cp "$root/.ci/version.sh" "$root/.ci/release-version.sh" "$work/.ci/"
sed '/<artifactId>naestro-parent</{n;s/<version>.*</<version>1.2.3</;}' "$root/pom.xml" >"$work/pom.xml"

# verdict expected-status 'what' 'expected words' tag changelog
verdict() {
  printf '%b' "$5" >"$work/CHANGELOG.md"
  answer=$(sh "$work/.ci/release-version.sh" "$4" 2>&1)
  status=$?
  if [ "$status" -eq "$1" ] && printf '%s' "$answer" | grep -qF "$3"; then
    passed=$((passed + 1))
    echo "ok: $2"
  else
    failed=$((failed + 1))
    printf 'FAILED: %s (exit status %s)\n%s\n' "$2" "$status" "$answer"
  fi
}

verdict 0 'lets the tag of the version through' 'releasing 1.2.3' v1.2.3 '## [1.2.3] - 2025-01-01\n'
verdict 1 'refuses another tag' 'Tag v1.2.4 does not fit version 1.2.3' v1.2.4 '## [1.2.4]\n'
verdict 1 'refuses a release without a word in the changelog' "no section '## [1.2.3]'" v1.2.3 '## [Unreleased]\n'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
