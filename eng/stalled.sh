#!/usr/bin/env bash
# Holds the gateway to its promises about 500 callers who stop reading, and about SIGTERM with 200 open streams, and prints the figures. Takes the Native AOT binary of eng/aot.sh
# where there is one, else the build that the tests have beside them. The last line is "N passed, N failed". Needs Linux, the .NET SDK and bash.
# Usage: eng/stalled.sh
#   OUTCROP_COMMAND=…/outcrop   measures this instead
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
source eng/report.sh

work=artifacts/stalled
mkdir -p "$work"
ulimit -n "$(ulimit -Hn)"
if [[ -z ${OUTCROP_COMMAND:-} && -x artifacts/aot/outcrop ]]; then
  export OUTCROP_COMMAND=$PWD/artifacts/aot/outcrop
fi

tests=tests/Outcrop.Cli.Tests/bin/Debug/net10.0/Outcrop.Cli.Tests.dll
if ! dotnet build tests/Outcrop.Cli.Tests -v q -nologo -clp:NoSummary >"$work/build.log" 2>&1; then
  tail -n 20 "$work/build.log"
  echo "0 passed, 1 failed"
  exit 1
fi

echo "measured: ${OUTCROP_COMMAND:-the build beside the tests}"
for class in StalledReaderTests ServeDrainTests; do
  dotnet exec "$tests" -class "Outcrop.Cli.Tests.$class" -explicit on -noColor -showLiveOutput >"$work/$class.log" 2>&1
  sed -n 's/.*\[OUTPUT\] //p' "$work/$class.log"
  if [[ $(grep 'Total:' "$work/$class.log") =~ Total:\ ([0-9]+),\ Errors:\ ([0-9]+),\ Failed:\ ([0-9]+) ]]; then
    bad=$((BASH_REMATCH[2] + BASH_REMATCH[3]))
    failed=$((failed + bad)) passed=$((passed + BASH_REMATCH[1] - bad))
    if ((bad)); then cat "$work/$class.log"; fi
  else
    failed=$((failed + 1))
    cat "$work/$class.log"
  fi
done
report_total
