#!/bin/sh
# Writes docs/results/mutation.md from the mutation reports that lie in the modules' target folders.
#
#   ./mvnw -Ppitest -pl naestro-core -am verify && .ci/mutation-table.sh
set -eu
cd "$(dirname "$0")/.."
out=${1:-docs/results/mutation.md}
reports=$(find . -path '*/target/pit-reports/mutations.csv' | sort)
[ -n "$reports" ] || {
  echo "There are no mutation reports; run ./mvnw -Ppitest verify first." >&2
  exit 1
}

{
  cat <<'HEAD'
# Mutation scores

How many small changes to the code (mutants) at least one test notices. A survivor is a test to write, or a change that
makes no difference; each is looked at before a release. Timed out is noticed as well: the change made a test hang. The
tests that the profile in `pom.xml` names are left out, since they take seconds for each mutant; a module whose pom sets
`pitest.feature` is measured on that many mutants of each class.

Command: `./mvnw -Ppitest verify && .ci/mutation-table.sh`

HEAD
  # shellcheck disable=SC2016
  printf 'Machine: %s cores, %s, Java %s. Date: %s, after `%s`.\n\n' "$(getconf _NPROCESSORS_ONLN)" "$(uname -sm)" \
    "$("$(sh .mvn/find-jdk.sh)/bin/java" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p')" \
    "$(date -u +%Y-%m-%d)" "$(git log -1 --format=%h)"
  echo '| module | mutants | noticed | of them timed out | survived | not reached | score |'
  echo '|---|---:|---:|---:|---:|---:|---:|'
  for report in $reports; do
    module=${report#./}
    awk -F, -v module="${module%/target/*}" '
      { all++; count[$6]++ }
      END {
        noticed = count["KILLED"] + count["TIMED_OUT"] + count["MEMORY_ERROR"] + count["RUN_ERROR"]
        if (all) printf "| `%s` | %d | %d | %d | %d | %d | %.1f %% |\n", module, all, noticed, count["TIMED_OUT"], \
          count["SURVIVED"], \
          count["NO_COVERAGE"], 100 * noticed / all
      }' "$report"
  done
} >"$out"
echo "wrote $out"
