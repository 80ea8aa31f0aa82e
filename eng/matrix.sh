#!/usr/bin/env bash
# Runs the fault matrix N times over (20 unless said), one run behind the other and without any retry: ./eng/matrix.sh [N]
# Prints what each run gave; the last line is "N passed, N failed", of runs. OUTCROP_NO_BUILD=1 runs what was built before.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
runs=${1:-20}
project=tests/Outcrop.Gateway.Tests
program=${OUTCROP_MATRIX_PROGRAM:-$project/bin/Debug/net10.0/Outcrop.Gateway.Tests.dll}
if [[ -z ${OUTCROP_NO_BUILD:-} ]] && ! dotnet build "$project" -v q -nologo -clp:NoSummary; then
  echo "0 passed, 1 failed"
  exit 1
fi

passed=0 failed=0
log=$(mktemp)
for ((run = 1; run <= runs; run++)); do
  if timeout -s KILL 300 dotnet exec "$program" -class "*FaultMatrixTests" -noColor -noLogo -noAutoReporters >"$log" 2>&1 </dev/null; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    grep -a -A 8 "\[FAIL\]" "$log"
  fi
  echo "run $run: $(grep -a "Total:" "$log" | tail -n 1 | sed 's/^ *//')"
done
rm -f "$log"
echo "$passed passed, $failed failed"
((failed == 0))
