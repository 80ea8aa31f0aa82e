#!/bin/sh
# Generates src/Outcrop.Bedrock/Catalog/models.json from a models.dev extract and what lies in eng/catalog: models of our own, rules by line, lifecycle, surfaces. Needs jq.
# Usage: eng/catalog.sh [EXTRACT]     EXTRACT defaults to ../shared/catalog/bedrock-models.json beside the project. CATALOG_DATE=yyyy-mm-dd sets the date of its rows.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
extract=${1:-"$root/../shared/catalog/bedrock-models.json"}
target="$root/src/Outcrop.Bedrock/Catalog/models.json"
date=${CATALOG_DATE:-$(date -u +%Y-%m-%d)}
own="$root/eng/catalog"
jq -n --arg date "$date" --slurpfile extract "$extract" --slurpfile additions "$own/additions.json" --slurpfile lines "$own/lines.json" --slurpfile lifecycle "$own/lifecycle.json" --slurpfile surfaces "$own/surfaces.json" '
  ($surfaces[0]) as $s | ($lifecycle[0]) as $l
  | def prefix: if test("^(us-gov|us|eu|apac|jp|au|ca|global|amer|in|sa|il|me|af|mx|kr|uk|cn)\\.") then split(".")[0] else null end;
  def base: . as $id | prefix as $p | if $p then $id[($p | length) + 1:] else $id end;
  def cost: if . == null then null else {input, output, cacheRead: .cache_read, cacheWrite: .cache_write} | with_entries(select(.value != null)) end;
  def isIn($list): . as $id | $list | index($id) != null;
  def mantleApis: if startswith("anthropic.") then ["anthropic-messages"] elif isIn($s.responses) then ["openai-chat", "openai-responses"] else ["openai-chat"] end;
  def runtime: . as $row | {name: "runtime", id: .id, apis: ((if .converse then ["converse"] else [] end) + ["invoke"]
      + (if .id | isIn($s.openaiOnRuntime) then ["openai-chat", "openai-responses"] else [] end) + (if .id | isIn($s.messagesOnRuntime) then ["anthropic-messages"] else [] end))};
  def mantle: .id as $id | $s.mantle[$id] as $there | if $there then [{name: "mantle", id: $there, apis: ($id | mantleApis), openAIPath: (if $id | startswith("anthropic.") then null else "/v1" end)}] else [] end;
  def surfaces: if .provided then [{name: "mantle", id: .id, apis: ["openai-" + (.provided.shape // "chat")], openAIPath: (.provided.api | sub("^https://[^/]*"; ""))}] else [runtime] + mantle end;
  def life: .id as $id | $l.models[$id] // (if $id | isIn($l.active) then {status: "active", provenance: $l.activeProvenance} else null end);
  def fromExtract: [.models | to_entries[] | .value + {id: .key, base: (.key | base), prefix: (.key | prefix)}] | group_by(.base) | map(
      (map(select(.prefix == null))[0] // map(select(.prefix == "us"))[0] // .[0]) as $row | {
        id: $row.base, name: ($row.name | sub(" \\((US|EU|JP|AU|Global|APAC)\\)$"; "")), kind: "chat", family: $row.family, released: $row.release_date,
        context: $row.limit.context, maxOutput: $row.limit.output, input: $row.modalities.input, output: $row.modalities.output,
        tools: $row.tool_call, reasoning: $row.reasoning, structuredOutput: ($row.structured_output // false), system: true,
        converse: ($row.provider.api == null), converseStream: ($row.provider.api == null),
        surface: (if $row.provider.api then "mantle" else null end), provided: $row.provider,
        profiles: [.[] | select(.prefix) | {prefix, context: (if .limit.context != $row.limit.context then .limit.context else null end),
          maxOutput: (if .limit.output != $row.limit.output then .limit.output else null end), cost: (.cost | cost)}], cost: ($row.cost | cost), source: "models.dev", asOf: $date});
  def present: walk(if type == "object" then with_entries(select(.value != null)) else . end);
  def finish: .provider = (.id | split(".")[0]) | .surfaces = surfaces | .lifecycle = life | del(.provided) | present | with_entries(select(.value != []));
  ($extract[0] | fromExtract) as $listed
  | ($listed | map(.id)) as $ids
  | { source: $extract[0].source, licence: $extract[0].license, additions: $additions[0].note, generated: $date, units: $extract[0].units, lines: $lines[0].lines,
      models: ($listed + [$additions[0].models[] | select(.id as $id | $ids | index($id) | not) | {asOf: $additions[0].asOf} + .] | map(finish) | sort_by(.id)) }
' --indent 1 > "$target"
echo "$(jq '.models | length' "$target") models and $(jq '.lines | length' "$target") lines written to ${target#"$root"/}"
