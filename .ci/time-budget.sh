#!/bin/sh
# Compares the module times in a Maven log with .ci/time-budgets; exits 1 when one is over its budget.
#
#   ./mvnw -B verify | tee build.log; .ci/time-budget.sh build.log [budgets]
set -u
log=${1:?"usage: $0 <maven log> [budgets]"}
budgets=${2:-$(dirname "$0")/time-budgets}

awk '
  # "12.3 s" or "01:05 min" in seconds.
  function seconds(text,   part) {
    if (text ~ /min/) { split(text, part, /[: ]/); return part[1] * 60 + part[2] }
    return text + 0
  }
  FNR == NR {
    if ($0 ~ /^[ \t]*(#|$)/) next
    budget = $NF
    sub(/[ \t]+[0-9]+[ \t]*$/, "")
    most[$0] = budget
    next
  }
  { gsub(/\033\[[0-9;]*m/, "") }
  /^\[INFO\] .* (SUCCESS|FAILURE) \[.*\]/ {
    name = $0
    sub(/^\[INFO\] /, "", name)
    sub(/ \.\.+ (SUCCESS|FAILURE).*$/, "", name)
    sub(/ (SUCCESS|FAILURE) \[.*$/, "", name)
    time = $0
    sub(/^.*\[ */, "", time)
    sub(/\].*$/, "", time)
    spent = seconds(time)
    allowed = (name in most) ? most[name] : most["default"]
    total += spent
    modules++
    over = spent > allowed
    bad += over
    printf "%-32s %7.1f s of %4d s%s\n", name, spent, allowed, over ? "  OVER BUDGET" : ""
  }
  END {
    if (modules == 0) { print "no module times in the log"; exit 1 }
    over = total > most["total"]
    bad += over
    printf "%-32s %7.1f s of %4d s%s\n", "all modules", total, most["total"], over ? "  OVER BUDGET" : ""
    exit bad > 0
  }
' "$budgets" "$log"
