#!/bin/sh
# Generates src/Outcrop.Bedrock/Catalog/models.json from a models.dev extract and our own additions and rules. Needs jq.
# Usage: eng/catalog.sh [EXTRACT]     EXTRACT defaults to ../shared/catalog/bedrock-models.json beside the project.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
extract=${1:-"$root/../shared/catalog/bedrock-models.json"}
target="$root/src/Outcrop.Bedrock/Catalog/models.json"
date=${CATALOG_DATE:-$(date -u +%Y-%m-%d)}
jq -n --arg date "$date" --slurpfile extract "$extract" --slurpfile additions "$root/eng/catalog/additions.json" --slurpfile rules "$root/eng/catalog/rules.json" '
  def prefix: if test("^(us-gov|us|eu|apac|jp|au|ca|global|amer|in|sa|il|me|af|mx|kr|uk|cn)\\.") then split(".")[0] else null end;
  def base: . as $id | prefix as $p | if $p then $id[($p | length) + 1:] else $id end;
  def cost: if . == null then null else {input, output, cacheRead: .cache_read, cacheWrite: .cache_write} | with_entries(select(.value != null)) end;
  def rulesFor($id): [$rules[0].rules[] | select(.prefix as $p | $id | startswith($p))] | max_by(.prefix | length);
  def fromExtract: [.models | to_entries[] | .value + {id: .key, base: (.key | base), prefix: (.key | prefix)}] | group_by(.base) | map(
      (map(select(.prefix == null))[0] // map(select(.prefix == "us"))[0] // .[0]) as $row | {
        id: $row.base, name: ($row.name | sub(" \\((US|EU|JP|AU|Global|APAC)\\)$"; "")), kind: "chat", family: $row.family, released: $row.release_date,
        context: $row.limit.context, maxOutput: $row.limit.output, input: $row.modalities.input, output: $row.modalities.output,
        tools: $row.tool_call, reasoning: $row.reasoning, structuredOutput: ($row.structured_output // false), system: true,
        converse: ($row.provider.api == null), converseStream: ($row.provider.api == null),
        surface: (if $row.provider.api then "mantle" else null end),
        profiles: [.[] | select(.prefix) | {prefix, cost: (.cost | cost)}], cost: ($row.cost | cost), source: "models.dev"});
  def finish: (.id | split(".")[0]) as $provider | .provider = $provider | .rules = (rulesFor(.id) | if . then {sampling: true, temperatureWithTopP: true, prefill: true} + del(.prefix) else null end)
      | with_entries(select(.value != null and .value != []));
  ($extract[0] | fromExtract) as $listed
  | ($listed | map(.id)) as $ids
  | { source: $extract[0].source, licence: $extract[0].license, additions: $additions[0].note, generated: $date, units: $extract[0].units,
      models: ($listed + [$additions[0].models[] | select(.id as $id | $ids | index($id) | not)] | map(finish) | sort_by(.id)) }
' --indent 1 > "$target"
echo "$(jq '.models | length' "$target") models written to ${target#"$root"/}"
