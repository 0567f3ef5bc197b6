#!/bin/sh
# Prints the version of this build, as the parent pom has it.
sed -n '/<artifactId>naestro-parent<\/artifactId>/{n;s/.*<version>\(.*\)<\/version>.*/\1/p;q;}' "$(dirname "$0")/../pom.xml"
