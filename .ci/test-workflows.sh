#!/bin/sh
# Checks the workflows: actions pinned by commit hash with the version beside it, empty default permissions, permissions
# and a time limit for every job. Then proves that each of these checks finds what it looks for.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# Prints what is wrong with the workflow files that are given.
problems() {
  awk '
    function close_job() {
      if (job == "") return
      if (!job_permissions) print file ": job " job " has no permissions"
      if (!job_limit) print file ": job " job " has no timeout-minutes"
      job = ""
    }
    function close_file() {
      close_job()
      if (file != "" && !empty_default) print file ": permissions are not empty by default"
    }
    FNR == 1 { close_file(); file = FILENAME; sub(/.*\//, "", file); empty_default = 0; in_jobs = 0 }
    /^permissions: \{\}$/ { empty_default = 1 }
    /^[a-z]/ { if (in_jobs) close_job(); in_jobs = ($0 ~ /^jobs:/) }
    in_jobs && /^  [a-z][a-z0-9-]*:$/ { close_job(); job = $1; sub(/:$/, "", job); job_permissions = 0; job_limit = 0 }
    in_jobs && /^    permissions:/ { job_permissions = 1 }
    in_jobs && /^    timeout-minutes: [0-9]+$/ { job_limit = 1 }
    /uses:/ && $0 !~ /uses: [A-Za-z0-9_.\/-]+@[0-9a-f]+ # v[0-9]+\.[0-9]+\.[0-9]+$/ {
      print file ": not pinned by hash and version: " $0
    }
    /uses:/ { hash = $0; sub(/^.*@/, "", hash); sub(/ .*$/, "", hash)
      if (length(hash) != 40) print file ": not a full commit hash: " $0 }
    /pull_request_target/ { print file ": pull_request_target runs strangers'"'"' code with our rights" }
    END { close_file() }
  ' "$@"
}

check() {
  if [ "$2" = "$3" ]; then
    passed=$((passed + 1))
    echo "ok: $1"
  else
    failed=$((failed + 1))
    printf 'FAILED: %s\n%s\n' "$1" "$3"
  fi
}

check 'the workflows are pinned, bounded and without default permissions' '' \
  "$(problems "$root"/.github/workflows/*.yml)"

# finds 'what' 'expected problem' 'sed expression that breaks ci.yml'
finds() {
  sed "$3" "$root/.github/workflows/commits.yml" >"$work/broken.yml"
  check "$1" "$2" "$(problems "$work/broken.yml" | head -n 1)"
}
finds 'finds an action pinned by tag' \
  'broken.yml: not pinned by hash and version:       - uses: actions/checkout@v7' \
  's/@[0-9a-f]* # v7.*/@v7/'
finds 'finds a shortened hash' \
  'broken.yml: not a full commit hash:       - uses: actions/checkout@3d3c42e # v7.0.1' \
  's/@3d3c42e[0-9a-f]*/@3d3c42e/'
finds 'finds missing default permissions' 'broken.yml: permissions are not empty by default' '/^permissions/d'
finds 'finds a job without permissions' 'broken.yml: job lint has no permissions' '/^    permissions/d'
finds 'finds a job without a time limit' 'broken.yml: job lint has no timeout-minutes' '/timeout-minutes/d'
finds 'finds pull_request_target' \
  "broken.yml: pull_request_target runs strangers' code with our rights" 's/pull_request:/pull_request_target:/'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
