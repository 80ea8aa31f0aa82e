#!/usr/bin/env bash
# Kills one of two regions, and both, under load of all dialects through a gateway and two emulators over sockets, and prints how many requests failed, how many paid for finding out, and how
# often the regions were asked. The tests of the normal run with more requests. The last line is "N passed, N failed". Needs the .NET SDK, bash and coreutils.
# Usage: eng/region.sh [REQUESTS]     for each case; 10000 unless given
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
source eng/report.sh

export OUTCROP_REGION_REQUESTS=${1:-10000}
project=Outcrop.Gateway.Tests
results=artifacts/regions
mkdir -p "$results"
if ! dotnet build "tests/$project" -v q -nologo -clp:NoSummary >"$results/build.log" 2>&1; then
  tail -n 20 "$results/build.log"
  echo "0 passed, 1 failed"
  exit 1
fi
dotnet exec "tests/$project/bin/Debug/net10.0/$project.dll" -class '*RegionOutageTests' -noColor -noLogo -showLiveOutput -result-xml "$results/$project.xml" >"$results/$project.log" 2>&1
echo $? >"$results/$project.exit"
sed -n 's/^.*\[OUTPUT\] //p' "$results/$project.log"
report_project "$project" "$results" eng/allowed-skips.txt
report_total
