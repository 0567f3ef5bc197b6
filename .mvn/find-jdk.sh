#!/bin/sh
# Prints the home folder of a JDK that is new enough to build and run Naestro, or says what to install.
#
#   JAVA_HOME=$(sh .mvn/find-jdk.sh) || exit 1
#
# Order: JAVA_HOME, then `java` on the PATH, then the newest JDK in the usual places.
# FIND_JDK_PLACES (one folder pattern a line) replaces the usual places; the tests use it.
set -u

least=21

# The feature version of a JDK home ("25" for 25.0.1, "8" for 1.8.0); empty when it is not a JDK.
version_of() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  found=
  if [ -r "$1/release" ]; then
    found=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9][0-9.]*\).*/\1/p' "$1/release" | head -n 1)
  fi
  if [ -z "$found" ]; then
    found=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9][0-9.]*\).*/\1/p' | head -n 1)
  fi
  case $found in
  1.*) found=${found#1.} ;;
  esac
  printf '%s\n' "${found%%.*}"
}

new_enough() {
  [ -n "$1" ] && [ "$1" -ge "$least" ]
}

accept() {
  printf '%s\n' "$1"
  exit 0
}

usual_places() {
  if [ -n "${FIND_JDK_PLACES+set}" ]; then
    printf '%s\n' "$FIND_JDK_PLACES"
    return
  fi
  home=${HOME:-/nonexistent}
  cat <<PLACES
/usr/lib/jvm/*
/usr/lib64/jvm/*
/usr/java/*
/usr/local/java/*
/opt/java
/opt/java/*
/opt/jdk*
${SDKMAN_DIR:-$home/.sdkman}/candidates/java/*
/Library/Java/JavaVirtualMachines/*/Contents/Home
$home/Library/Java/JavaVirtualMachines/*/Contents/Home
/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
/usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
$home/.jdks/*
$home/.local/share/mise/installs/java/*
$home/.asdf/installs/java/*
/c/Program Files/Java/*
/c/Program Files/Eclipse Adoptium/*
/c/Program Files/Microsoft/jdk*
PLACES
}

seen=

if [ -n "${JAVA_HOME:-}" ]; then
  version=$(version_of "$JAVA_HOME")
  if new_enough "$version"; then accept "$JAVA_HOME"; fi
  seen="JAVA_HOME ($JAVA_HOME) is ${version:+Java }${version:-not a JDK}"
fi

if command -v java >/dev/null 2>&1; then
  path_home=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p' | head -n 1)
  if [ -n "$path_home" ]; then
    version=$(version_of "$path_home")
    if new_enough "$version"; then accept "$path_home"; fi
    seen="${seen:+$seen, }java on the PATH is ${version:+Java }${version:-no JDK (javac is missing)}"
  fi
fi

best=
best_version=0
# Only a newline separates the patterns, so that folders with spaces stay whole.
IFS='
'
for candidate in $(usual_places); do
  version=$(version_of "$candidate")
  if new_enough "$version" && [ "$version" -gt "$best_version" ]; then
    best=$candidate
    best_version=$version
  fi
done
[ -z "$best" ] || accept "$best"

echo "Naestro needs a JDK $least or newer and found none${seen:+ ($seen)}: install one, for example Temurin 25 from https://adoptium.net, or set JAVA_HOME to it." >&2
exit 1
