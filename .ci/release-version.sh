#!/bin/sh
# Refuses a release whose tag (first argument, such as v1.2.3) is not the version in the poms.
set -u
tag=${1:?"usage: $0 <tag>"}
here=$(dirname "$0")
version=$(sh "$here/version.sh")
if [ "$tag" != "v$version" ]; then
  echo "Tag $tag does not fit version $version of the poms: set it with './mvnw versions:set -DnewVersion=${tag#v}'." >&2
  exit 1
fi
if ! grep -q "^## \[$version\]" "$here/../CHANGELOG.md"; then
  echo "CHANGELOG.md has no section '## [$version]': say there what is new." >&2
  exit 1
fi
echo "releasing $version"
