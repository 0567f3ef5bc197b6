#!/bin/sh
# Checks that commit messages follow Conventional Commits 1.0: `type(scope)!: what it does`.
#
#   .ci/lint-commits.sh <range>      the commits of a git range, such as origin/main..HEAD
#   .ci/lint-commits.sh --message    one message on standard input, as a commit-msg hook would check it
set -u

types='build|chore|ci|docs|feat|fix|perf|refactor|revert|style|test'
longest=100

# Prints what is wrong with the message on standard input; nothing when it is well formed.
problems() {
  awk -v types="$types" -v longest="$longest" '
    NR == 1 {
      first = $0
      if (first ~ /^Merge (branch|remote-tracking branch|pull request|tag|commit) /) { merge = 1; next }
      if (first ~ /^(fixup|squash|amend)!/) { print "is still to be squashed"; next }
      if (first !~ "^(" types ")(\\([a-z0-9][a-z0-9./-]*\\))?!?: [^ ]") {
        print "must start with a type, such as \"fix(core): \"; types are " types
        next
      }
      if (length(first) > longest) print "has a first line of " length(first) " characters; at most " longest
      if (first ~ /[. ]$/) print "must not end its first line with a full stop or a space"
    }
    NR == 2 && !merge && $0 != "" { print "needs an empty second line" }
    END { if (NR == 0) print "is empty" }
  '
}

if [ "${1-}" = --message ]; then
  found=$(grep -v '^#' | problems)
  [ -z "$found" ] && exit 0
  printf 'The commit message %s\n' "$found" >&2
  exit 1
fi

[ $# -eq 1 ] || {
  echo "usage: $0 <range> | --message" >&2
  exit 2
}
commits=$(git rev-list "$1" --) || exit 2
bad=0
count=0
for commit in $commits; do
  count=$((count + 1))
  found=$(git log -1 --format=%B "$commit" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' | problems)
  if [ -n "$found" ]; then
    bad=$((bad + 1))
    git log -1 --format='%h "%s"' "$commit" >&2
    printf '%s\n' "$found" | sed 's/^/  /' >&2
  fi
done
echo "$count commit messages checked, $bad not well formed"
[ "$bad" -eq 0 ]
