#!/bin/sh
# Compares what hosts and adapters may use with the release named in .ci/api-baseline, by japicmp. Fails when code that
# was compiled against that release would no longer compile or link; VERSIONING.md says what that means for the number.
set -eu
cd "$(dirname "$0")/.."
baseline=${1:-$(cat .ci/api-baseline)}

if [ "$baseline" = none ]; then
  echo "There is no release to compare the api with yet; name it in .ci/api-baseline once 0.1.0 is out."
  exit 0
fi
exec ./mvnw -B -ntp -Papi-compatibility -Dapi.baseline="$baseline" -DskipTests -Djacoco.skip -Dspotless.check.skip \
  -pl naestro-api/api,naestro-core,naestro-policy,naestro-providers/openai,naestro-providers/testkit -am verify
