#!/usr/bin/env bash
# Builds the solution once and runs every test project, or those whose name holds one of the arguments: ./eng/test.sh Wire
# The last line is "N passed, N failed[, N skipped]"; the exit code says the same. Needs the .NET SDK, bash and coreutils.
#   OUTCROP_CI=1                a skip whose reason matches no line of eng/allowed-skips.txt is a failure
#   OUTCROP_TEST_TIMEOUT=900    seconds one project may take
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
source eng/report.sh

configuration=Debug
results=artifacts/test-results
limit=${OUTCROP_TEST_TIMEOUT:-900}

projects=()
for file in tests/*.Tests/*.Tests.csproj; do
  name=$(basename "$file" .csproj)
  wanted=$(($# == 0))
  for filter in "$@"; do
    if [[ $name == *"$filter"* ]]; then wanted=1; fi
  done
  if ((wanted)); then projects+=("$name"); fi
done
if ((${#projects[@]} == 0)); then
  echo "No test project is named like: $*"
  echo "0 passed, 1 failed"
  exit 1
fi

rm -rf "$results"
mkdir -p "$results"

# The build says each error twice, as it comes and in its summary.
print_once() {
  local line
  local -A seen=()
  while IFS= read -r line; do
    if [[ -z $line || -n ${seen[$line]:-} ]]; then continue; fi
    seen[$line]=1
    printf '%s\n' "$line"
  done <"$1"
}

# 1. Build once. A filtered run builds only what it runs.
if (($# == 0)); then targets=(Outcrop.slnx); else targets=("${projects[@]/#/tests/}"); fi
for target in "${targets[@]}"; do
  if ! dotnet build "$target" -c "$configuration" -v q -nologo -clp:NoSummary >"$results/build.log" 2>&1; then
    print_once "$results/build.log"
    echo "The build of $target failed."
    echo "0 passed, 1 failed"
    exit 1
  fi
done

# 2. Run, two at a time, those that take longest first. The clients mostly wait, for their own processes and their own pauses between tries, so more of them than there are cores go side by side.
run() {
  local -a more=()
  if [[ $1 == *.Clients.Tests ]]; then more=(-maxThreads 4); fi
  timeout "$limit" dotnet exec "tests/$1/bin/$configuration/net10.0/$1.dll" "${more[@]}" -noColor -noLogo -noAutoReporters -reporter quiet \
    -result-xml "$results/$1.xml" >"$results/$1.log" 2>&1 </dev/null
  echo $? >"$results/$1.exit"
}
early=() late=()
for name in "${projects[@]}"; do
  if [[ $name == *.Clients.Tests || $name == *.Gateway.Tests ]]; then early+=("$name"); else late+=("$name"); fi
done
running=0
for name in "${early[@]}" "${late[@]}"; do
  if ((running == 2)); then
    wait -n
    running=$((running - 1))
  fi
  run "$name" &
  running=$((running + 1))
done
wait

# 3. Report, in a fixed order.
for name in "${projects[@]}"; do
  report_project "$name" "$results" eng/allowed-skips.txt
done
report_total
