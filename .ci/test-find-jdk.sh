#!/bin/sh
# Tests .mvn/find-jdk.sh and mvnw with made-up JDK folders. Prints one line per fact; exits 1 if one does not hold.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# A folder that looks like a JDK of that version. Third word: norelease = only `java -version` tells it.
fake() {
  mkdir -p "$1/bin"
  cat >"$1/bin/java" <<JAVA
#!/bin/sh
echo "    java.home = $1" >&2
echo "openjdk version \"$2\" 2025-01-01" >&2
JAVA
  printf '#!/bin/sh\n' >"$1/bin/javac"
  chmod +x "$1/bin/java" "$1/bin/javac"
  [ "${3-}" = norelease ] || printf 'IMPLEMENTOR="Test"\nJAVA_VERSION="%s"\n' "$2" >"$1/release"
}

# A PATH with the tools that the script needs and, if given, the java of one JDK.
path_with() {
  if [ -n "${1-}" ]; then printf '%s:%s' "$1/bin" "$work/tools"; else printf '%s' "$work/tools"; fi
}

# find NAME=VALUE...: runs the script with only these variables; the answer is in $work/out, errors in $work/err.
find_jdk() {
  env -i HOME="$work/home" "$@" "$work/tools/sh" "$root/.mvn/find-jdk.sh" >"$work/out" 2>"$work/err"
}

check() {
  if [ "$2" = "$3" ]; then
    passed=$((passed + 1))
    echo "ok: $1"
  else
    failed=$((failed + 1))
    echo "FAILED: $1"
    echo "  expected: $2"
    echo "  was:      $3"
    sed 's/^/  said: /' "$work/err"
  fi
}

mkdir -p "$work/tools" "$work/home"
for tool in sh sed head cat dirname uname; do
  ln -s "$(command -v $tool)" "$work/tools/$tool"
done
fake "$work/jvm/jdk-17" 17.0.15
fake "$work/jvm/jdk-21" 21.0.8
fake "$work/jvm/jdk-25" 25.0.1
fake "$work/jvm8/jdk-8" 1.8.0_402
fake "$work/old/jdk-17" 17.0.15
fake "$work/only21/jdk-21" 21
fake "$work/mute/jdk-24" 24.0.2 norelease
fake "$work/odd place/my jdk (new)/25 + x" 25-ea
mkdir -p "$work/jre/jre-25/bin"
fake "$work/jre/jre-25" 25.0.1
rm "$work/jre/jre-25/bin/javac"

find_jdk PATH="$(path_with)" FIND_JDK_PLACES=
check 'fails when there is no JDK at all' 1 $?
check 'says what to install' \
  'Naestro needs a JDK 21 or newer and found none: install one, for example Temurin 25 from https://adoptium.net, or set JAVA_HOME to it.' \
  "$(cat "$work/err")"
check 'says it in one line' 1 "$(wc -l <"$work/err" | tr -d ' ')"

find_jdk PATH="$(path_with "$work/old/jdk-17")" FIND_JDK_PLACES="$work/old/*"
check 'fails when there is only a 17' 1 $?
check 'names the java that was too old' \
  'Naestro needs a JDK 21 or newer and found none (java on the PATH is Java 17): install one, for example Temurin 25 from https://adoptium.net, or set JAVA_HOME to it.' \
  "$(cat "$work/err")"

find_jdk PATH="$(path_with "$work/old/jdk-17")" FIND_JDK_PLACES="$work/jvm/*"
check 'takes the newest when the default java is 17 and 21 and 25 lie beside it' "$work/jvm/jdk-25" "$(cat "$work/out")"
check 'says nothing when it finds one' '' "$(cat "$work/err")"

find_jdk PATH="$(path_with "$work/only21/jdk-21")" FIND_JDK_PLACES="$work/jvm/*"
check 'keeps the java on the PATH when it is new enough' "$work/only21/jdk-21" "$(cat "$work/out")"

find_jdk JAVA_HOME="$work/only21/jdk-21" PATH="$(path_with "$work/jvm/jdk-25")" FIND_JDK_PLACES="$work/jvm/*"
check 'keeps JAVA_HOME when it is new enough' "$work/only21/jdk-21" "$(cat "$work/out")"

find_jdk JAVA_HOME="$work/old/jdk-17" PATH="$(path_with)" FIND_JDK_PLACES="$work/jvm/*"
check 'passes over a JAVA_HOME that is too old' "$work/jvm/jdk-25" "$(cat "$work/out")"

find_jdk JAVA_HOME="$work/jvm8/jdk-8" PATH="$(path_with)" FIND_JDK_PLACES="$work/jvm8/*"
check 'does not take 1.8 for a new one' 1 $?

find_jdk JAVA_HOME="$work/nowhere" PATH="$(path_with)" FIND_JDK_PLACES="$work/jvm/*"
check 'passes over a JAVA_HOME that is no JDK' "$work/jvm/jdk-25" "$(cat "$work/out")"

find_jdk JAVA_HOME="$work/jre/jre-25" PATH="$(path_with "$work/jre/jre-25")" FIND_JDK_PLACES="$work/jre/*"
check 'refuses a JRE, which cannot build' 1 $?
check 'says that javac is missing' \
  "Naestro needs a JDK 21 or newer and found none (JAVA_HOME ($work/jre/jre-25) is not a JDK, java on the PATH is no JDK (javac is missing)): install one, for example Temurin 25 from https://adoptium.net, or set JAVA_HOME to it." \
  "$(cat "$work/err")"

find_jdk PATH="$(path_with)" FIND_JDK_PLACES="$work/mute/*"
check 'asks java itself where there is no release file' "$work/mute/jdk-24" "$(cat "$work/out")"

find_jdk PATH="$(path_with)" FIND_JDK_PLACES="$work/old/*
$work/odd place/my jdk (new)/*"
check 'finds a JDK in a folder with spaces and brackets' "$work/odd place/my jdk (new)/25 + x" "$(cat "$work/out")"

find_jdk JAVA_HOME="$work/odd place/my jdk (new)/25 + x" PATH="$(path_with)" FIND_JDK_PLACES=
check 'keeps a JAVA_HOME with spaces' "$work/odd place/my jdk (new)/25 + x" "$(cat "$work/out")"

fake "$work/home/.sdkman/candidates/java/23.0.1-tem" 23.0.1
fake "$work/home/.jdks/corretto-99" 99
find_jdk PATH="$(path_with)"
check 'looks into the usual places of the user' "$work/home/.jdks/corretto-99" "$(cat "$work/out")"

env -i HOME="$work/home" PATH="$(path_with "$work/old/jdk-17")" FIND_JDK_PLACES= \
  "$work/tools/sh" "$root/mvnw" --version >"$work/out" 2>"$work/err"
check 'mvnw stops when there is no JDK' 1 $?
check 'mvnw prints that one sentence and nothing else' '1 0' \
  "$(wc -l <"$work/err" | tr -d ' ') $(wc -l <"$work/out" | tr -d ' ')"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
