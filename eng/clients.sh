#!/usr/bin/env bash
# The clients that other people wrote, at the exact versions of the lock file.
#
#   eng/clients.sh install   fetch them (npm ci); `npm` and any Node able to run it must be on the PATH
#   eng/clients.sh test      run tests/Outcrop.Clients.Tests; further arguments go to the test runner
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
project=$root/tests/Outcrop.Clients.Tests

case ${1:-} in
  install)
    # --ignore-scripts: nothing here needs an install script, so no package gets to run one.
    cd "$project/node"
    npm ci --ignore-scripts --no-audit --no-fund
    ;;
  test)
    shift
    exec dotnet test --project "$project" -- "$@"
    ;;
  *)
    sed -n '2,5p' "${BASH_SOURCE[0]}" | cut -c3- >&2
    exit 2
    ;;
esac
