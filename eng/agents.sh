#!/usr/bin/env bash
# Command-line agents that other people wrote, unmodified, on the gateway and the emulator: each is given a task, calls a tool that the
# scripted model asks for, and must end well. Too large to be installed in every run of CI; run it by hand, from anywhere.
#
#   eng/agents.sh              install them into a temporary folder, run them, print what they print; exit code 0 when all did their task
#   eng/agents.sh FOLDER       the same, and keep them in FOLDER for the next time
#
# Needs the .NET SDK, node 20 or later, npm and curl. Nothing but npm's registry is reached; homes and working folders are temporary.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
codex_version=0.169.0
model=us.anthropic.claude-sonnet-4-5-20250929-v1:0

work=$(mktemp -d)
tools=${1:-$work/tools}
server=
stop() {
  if [[ -n $server ]]; then kill "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap stop EXIT

# 1. The agents.
mkdir -p "$tools"
if [[ ! -x $tools/node_modules/.bin/codex ]]; then
  npm install --prefix "$tools" --ignore-scripts --no-audit --no-fund --no-save "@openai/codex@$codex_version"
fi

# 2. Gateway and emulator.
dotnet build "$root/src/Outcrop.Cli" -v q -nologo -clp:NoSummary
cat >"$work/outcrop.json" <<JSON
{ "logging": { "file": "" }, "models": { "aliases": { "gpt-5-codex": "$model" } } }
JSON
(cd "$work" && exec dotnet exec "$root/src/Outcrop.Cli/bin/Debug/net10.0/outcrop.dll" dev --port 0 --emulator-port 0 --token-interval 0 --config outcrop.json) >"$work/server.log" 2>&1 &
server=$!
for ((i = 0; i < 150; i++)); do
  mapfile -t addresses < <(grep -oE 'http://127\.0\.0\.1:[0-9]+' "$work/server.log" | sort -u)
  if ((${#addresses[@]} >= 2)); then break; fi
  sleep 0.2
done
gateway= emulator=
for address in "${addresses[@]}"; do
  if curl -fsS "$address/_outcrop/health" >/dev/null 2>&1; then emulator=$address; else gateway=$address; fi
done
if [[ -z $gateway || -z $emulator ]]; then
  cat "$work/server.log"
  exit 1
fi

failures=0
check() {
  if "${@:2}"; then echo "ok: $1"; else echo "FAILED: $1"; failures=$((failures + 1)); fi
}

# 3. Codex: two calls of its shell tool, the second answering what the first gave, then a text. Responses only, stateless, with encrypted reasoning.
codex() {
  local home=$work/codex-home task=$work/codex-task name=$1
  mkdir -p "$home" "$task"
  cat >"$home/config.toml" <<TOML
model = "$name"
model_provider = "outcrop"
model_reasoning_effort = "medium"
model_reasoning_summary = "auto"
[model_providers.outcrop]
name = "Outcrop"
base_url = "$gateway/v1"
env_key = "OUTCROP_KEY"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
[analytics]
enabled = false
TOML
  curl -fsS -X DELETE "$emulator/_outcrop/scripts" >/dev/null
  curl -fsS -X DELETE "$emulator/_outcrop/journal" >/dev/null
  curl -fsS "$emulator/_outcrop/scripts" -H 'Content-Type: application/json' -d '[
    { "reply": { "reasoning": "I should write the file.", "text": "Writing it.", "toolCalls": [{ "name": "exec_command", "input": { "cmd": "echo quartz > stone.txt" } }] } },
    { "reply": { "reasoning": "Now read it back.", "toolCalls": [{ "name": "exec_command", "input": { "cmd": "cat stone.txt" } }] } },
    { "reply": { "text": "The stone is quartz." } }
  ]' >/dev/null
  echo "--- codex $codex_version, model $name"
  (cd "$task" && HOME=$home CODEX_HOME=$home OUTCROP_KEY=none timeout 120 "$tools/node_modules/.bin/codex" exec --skip-git-repo-check \
    --dangerously-bypass-approvals-and-sandbox --output-last-message "$work/last.txt" "Write the word quartz into stone.txt and tell me which stone it is." </dev/null 2>&1) | tee "$work/codex.log" || true
  curl -fsS "$emulator/_outcrop/journal" >"$work/journal.json"
  echo "---"
  check "codex ($name) ran the command it was told" grep -qx quartz "$task/stone.txt"
  check "codex ($name) ended with the model's text" grep -q 'The stone is quartz\.' "$work/last.txt"
  check "codex ($name) asked three times, and Bedrock took every request" \
    node -e 'const r = JSON.parse(require("fs").readFileSync(process.argv[1])); process.exit(r.length === 3 && r.every((e) => e.status === 200) ? 0 : 1)' "$work/journal.json"
  check "codex ($name) brought the signed thoughts back" \
    node -e 'const r = JSON.parse(require("fs").readFileSync(process.argv[1])); const t = JSON.parse(r[2].body).messages.flatMap((m) => m.content).map((b) => b.reasoningContent?.reasoningText).filter(Boolean); process.exit(t.length === 2 && t.every((x) => x.signature) && t[0].text === "I should write the file." ? 0 : 1)' "$work/journal.json"
  check "codex ($name) brought the tool's output back" grep -q 'toolResult' "$work/journal.json"
  rm -rf "$home" "$task" "$work/last.txt"
}
codex "$model"
codex gpt-5-codex

echo "$failures failed"
exit $((failures > 0))
