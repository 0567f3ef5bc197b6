#!/bin/sh
# Tests .ci/time-budget.sh. Prints one line per fact; exits 1 if one does not hold.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

cat >"$work/budgets" <<'BUDGETS'
# a comment
total 100
default 5
Naestro core  70
BUDGETS

# verdict expected-status 'what' 'expected line' 'log'
verdict() {
  printf '%b' "$4" >"$work/log"
  answer=$(sh "$root/.ci/time-budget.sh" "$work/log" "$work/budgets")
  status=$?
  if [ "$status" -eq "$1" ] && printf '%s\n' "$answer" | grep -q "$3"; then
    passed=$((passed + 1))
    echo "ok: $2"
  else
    failed=$((failed + 1))
    printf 'FAILED: %s (exit status %s)\n%s\n' "$2" "$status" "$answer"
  fi
}

verdict 0 'accepts what is within budget' '^all modules  *69.0 s of  100 s$' \
  '[INFO] Naestro core ........................ SUCCESS [01:05 min]\n[INFO] Naestro x ....... SUCCESS [  4.0 s]\n'
verdict 1 'finds a module over its budget' '^Naestro core  *71.0 s of   70 s  OVER' \
  '[INFO] Naestro core ........................ SUCCESS [01:11 min]\n'
verdict 1 'holds modules that are not listed to the default' '^Naestro new one  *5.1 s of    5 s  OVER' \
  '[INFO] Naestro new one ..................... SUCCESS [  5.1 s]\n'
verdict 1 'finds a total over its budget' '^all modules  *101.0 s of  100 s  OVER' \
  '[INFO] Naestro core .. SUCCESS [01:10 min]\n'"$(for i in 1 2 3 4 5 6 7; do printf '[INFO] M%s .. SUCCESS [  4.43 s]\\n' $i; done)"
verdict 0 'reads colored logs' '^Naestro core  *1.0 s' \
  '\033[0m[INFO] Naestro core ... \033[1;32mSUCCESS\033[m [  1.0 s]\n'
verdict 1 'refuses a log without times' 'no module times' 'nothing\n'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
