#!/usr/bin/env bash
# Writes the public API of the packages anew into src/*/PublicAPI.Unshipped.txt: all that the compiler does not find in PublicAPI.Shipped.txt. The diff is what to review.
# The last line is "N passed, N failed". Needs the .NET SDK, bash and coreutils.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 LC_ALL=C
source eng/report.sh

projects=(Outcrop.Wire Outcrop.Bedrock Outcrop.Extensions.AI)
log=artifacts/api.log
mkdir -p artifacts
for project in "${projects[@]}"; do
  file=src/$project/PublicAPI.Unshipped.txt
  cp "$file" "artifacts/$project.api"
  echo '#nullable enable' >"$file"
done

# The last project refers to the others, so one build says what is missing in each.
if ! dotnet build src/Outcrop.Extensions.AI --no-incremental -v q -nologo -clp:NoSummary "-p:WarningsNotAsErrors=RS0016%3BRS0037" >"$log" 2>&1; then
  for project in "${projects[@]}"; do mv "artifacts/$project.api" "src/$project/PublicAPI.Unshipped.txt"; done
  sort -u "$log" | tail -n 20
  echo "0 passed, 1 failed"
  exit 1
fi

for project in "${projects[@]}"; do
  rm "artifacts/$project.api"
  lines=()
  while IFS= read -r line; do
    if [[ $line =~ src/$project/.*RS0016:\ Symbol\ \'(.*)\'\ is\ not\ part\ of ]]; then lines+=("${BASH_REMATCH[1]}"); fi
  done < <(sort -u "$log")
  { echo '#nullable enable'; if ((${#lines[@]} > 0)); then printf '%s\n' "${lines[@]}" | sort -u; fi; } >"src/$project/PublicAPI.Unshipped.txt"
  echo "$project: ${#lines[@]} entries not shipped yet"
  passed=$((passed + 1))
done
report_total
