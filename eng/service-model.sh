#!/bin/sh
# Generates bedrock-runtime.json and sts.json in src/Outcrop.Emulator/Validation/ServiceModel: what the official service models demand of requests, and
# nothing else of them. Of STS only the operations the emulator has, and members by the names its refusals give them.
# Needs jq. Usage: eng/service-model.sh [FOLDER]     FOLDER holds botocore's models; the one beside the project unless given.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
models=${1:-"$root/../shared/models"}
reduce() { # SERVICE OPERATIONS
target="$root/src/Outcrop.Emulator/Validation/ServiceModel/$1.json"
jq --arg operations "$2" '
  (if $operations == "" then . else .operations |= with_entries(select(.key as $key | $operations | split(" ") | index($key))) end)
  | .shapes as $shapes
  | def next($name): $shapes[$name] | [(.members // {} | .[].shape), .member.shape, .key.shape, .value.shape] | map(select(. != null));
    def reach($seen; $todo):
      if ($todo | length) == 0 then $seen
      else ($todo[0]) as $name | if ($seen | index($name)) then reach($seen; $todo[1:]) else reach($seen + [$name]; $todo[1:] + next($name)) end end;
    def kind: if .document then "document" elif .eventstream then "stream" elif .union then "union" else .type end;
    def told: if $operations == "" then . else (.[0:1] | ascii_downcase) + .[1:] end;
    def member: { shape, in: .location, name: .locationName } | with_entries(select(.value != null));
    # Answers say "tool_use", which the model does not list, and clients send back what they were given (recorded).
    def words($name): if .enum then .enum + (if $name == "ToolUseType" then ["tool_use"] else [] end) else null end;
    def reduced($name): . as $shape | {
        kind: kind, required: (.required | if . then map(told) else null end), members: (if .members then (.members | with_entries(.key |= told | .value |= member)) else null end), payload,
        element: .member.shape, key: .key.shape, value: .value.shape, min, max, pattern, enum: words($name), sensitive
      } | with_entries(select(.value != null));
    [.operations[].input.shape | select(. != null)] as $inputs
  | {
      source: "botocore \(.metadata.uid), read November 2026; reduced to the constraints on requests by eng/service-model.sh",
      licence: "Apache-2.0",
      operations: (.operations | with_entries(.value = .value.input.shape)),
      shapes: (reach([]; $inputs) | unique | map({ key: ., value: (. as $name | $shapes[$name] | reduced($name)) }) | from_entries)
    }
' -c "$models/botocore-$1-service-2.json" | sed 's/},"\([A-Z][A-Za-z0-9]*\)":{"kind"/},\n"\1":{"kind"/g; s/,"shapes":{/,\n"shapes":{\n/' > "$target"
echo "$(jq '.shapes | length' "$target") shapes written to ${target#"$root"/}"
}
reduce bedrock-runtime ""
reduce sts "AssumeRole AssumeRoleWithWebIdentity GetSessionToken"
