#!/bin/sh
# Tests .ci/lint-commits.sh. Prints one line per fact; exits 1 if one does not hold.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
passed=0
failed=0

# verdict expected-status 'what' 'message'
verdict() {
  printf '%b' "$3" | sh "$root/.ci/lint-commits.sh" --message >/dev/null 2>&1
  status=$?
  if [ "$status" -eq "$1" ]; then
    passed=$((passed + 1))
    echo "ok: $2"
  else
    failed=$((failed + 1))
    echo "FAILED: $2 (exit status $status)"
  fi
}

verdict 0 'accepts a type' 'fix: close the journal\n'
verdict 0 'accepts a scope' 'feat(core): plan, then run\n'
verdict 0 'accepts a breaking change' 'feat(api)!: rename a record\n\nBREAKING CHANGE: so it is.\n'
verdict 0 'accepts a merge' 'Merge branch '"'main'"' into x\n'
verdict 0 'passes over comment lines' '# help\nfix: close the journal\n'
verdict 1 'refuses an empty message' ''
verdict 1 'refuses a message without a type' 'Close the journal\n'
verdict 1 'refuses an unknown type' 'wip: close the journal\n'
verdict 1 'refuses an upper-case type' 'Fix: close the journal\n'
verdict 1 'refuses a type without a text' 'fix: \n'
verdict 1 'refuses a full stop at the end' 'fix: close the journal.\n'
verdict 1 'refuses a missing empty line' 'fix: close the journal\nmore\n'
verdict 1 'refuses a fixup' 'fixup! fix: close the journal\n'
verdict 1 'refuses a long first line' "fix: $(printf '%0100d' 0)\n"

repository=$(mktemp -d) || exit 1
trap 'rm -rf "$repository"' EXIT
commit() {
  git -C "$repository" -c user.name=t -c user.email=t@example.org commit -q --allow-empty -m "$1"
}
git init -q "$repository"
commit 'chore: start'
commit 'fix: one'
commit 'bad one'
answer=$(cd "$repository" && sh "$root/.ci/lint-commits.sh" HEAD~2..HEAD 2>&1)
status=$?
if [ $status -eq 1 ] && printf '%s' "$answer" | grep -q '"bad one"' &&
  printf '%s' "$answer" | grep -q '^2 commit messages checked, 1 not well formed$'; then
  passed=$((passed + 1))
  echo 'ok: names the bad commits of a range'
else
  failed=$((failed + 1))
  printf 'FAILED: names the bad commits of a range\n%s\n' "$answer"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
