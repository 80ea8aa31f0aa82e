#!/usr/bin/env bash
# Command-line agents that other people wrote, unmodified, on the gateway and the emulator: each is given a task, calls the tools that the
# scripted model asks for, and must end well. Too large to be installed in every run of CI; run it by hand, from anywhere.
#
#   eng/agents.sh                       install them into a temporary folder, run them, print what they print; exit code 0 when all did their task
#   eng/agents.sh FOLDER [AGENT...]     the same, and keep them in FOLDER for the next time; only the agents named: codex, claude
#
# They get their settings from `outcrop env`, and nothing else. Needs the .NET SDK, node 20 or later, npm and curl. Nothing but npm's registry
# is reached; homes and working folders are temporary.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
codex_version=0.169.0
claude_version=2.1.330
model=us.anthropic.claude-sonnet-4-5-20250929-v1:0

work=$(mktemp -d)
tools=${1:-$work/tools}
agents=("${@:2}")
if ((${#agents[@]} == 0)); then agents=(codex claude); fi
server=
stop() {
  if [[ -n $server ]]; then kill "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap stop EXIT

# 1. The agents, all at once: npm takes away what an earlier call installed without saving it. --ignore-scripts: no package gets to run anything.
codex_package=@openai/codex claude_package=@anthropic-ai/claude-code
mkdir -p "$tools"
for agent in "${agents[@]}"; do
  if [[ $agent != codex && $agent != claude ]]; then
    echo "no such agent: $agent" >&2
    exit 2
  fi
done
if [[ ! -e $tools/node_modules/.bin/codex || ! -e $tools/node_modules/$claude_package/cli-wrapper.cjs ]]; then
  npm install --prefix "$tools" --ignore-scripts --no-audit --no-fund --no-save "$codex_package@$codex_version" "$claude_package@$claude_version"
fi

# 2. Gateway and emulator. The key has an access key, too; the aliases are the names that the agents use when nobody names a model.
dotnet build "$root/src/Outcrop.Cli" -v q -nologo -clp:NoSummary
outcrop() { dotnet exec "$root/src/Outcrop.Cli/bin/Debug/net10.0/outcrop.dll" "$@"; }
export AGENTS_KEY=sk-outcrop-agents-0123456789abcdef0123456789 AGENTS_SECRET=secret-of-the-agents-0123456789abcdef01234567
access_key=AKIAOUTCROPAGENTS000
cat >"$work/outcrop.json" <<JSON
{
  "logging": { "file": "" },
  "keys": [{ "id": "agents", "key": "\${AGENTS_KEY}", "accessKeyId": "$access_key", "secretAccessKey": "\${AGENTS_SECRET}" }],
  "models": { "aliases": { "gpt-5-codex": "$model", "claude-opus-*": "us.anthropic.claude-opus-*", "anthropic.claude-opus-*": "us.anthropic.claude-opus-*" } }
}
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
# Holds a condition on `r`, the requests that reached Bedrock.
reached() {
  check "$1" node -e 'const r = JSON.parse(require("fs").readFileSync(process.argv[1])); process.exit((new Function("r", `return ${process.argv[2]}`))(r) ? 0 : 1)' "$work/journal.json" "$2"
}
# Holds that a line stands in the gateway's log since the agent was started; that it answered a path with 200.
logged() {
  check "$1" grep -qE "$2" <(tail -n +"$log_start" "$work/server.log")
}
answered() {
  logged "$1" "\"message\":\"request [^\"]* $2 200 after"
}
reset() {
  curl -fsS -X DELETE "$emulator/_outcrop/scripts" >/dev/null
  curl -fsS -X DELETE "$emulator/_outcrop/journal" >/dev/null
  curl -fsS "$emulator/_outcrop/scripts" -H 'Content-Type: application/json' -d "$1" >/dev/null
  log_start=$(($(wc -l <"$work/server.log") + 1))
}

# 3. Codex: two calls of its shell tool, the second answering what the first gave, then a text. Responses only, stateless, with encrypted reasoning.
codex() {
  local home=$work/codex-home task=$work/codex-task name=$1
  mkdir -p "$home" "$task"
  # What the command prints for the configuration file stands in comments.
  {
    outcrop env codex --shell sh --url "$gateway" --model "$name" --key "$AGENTS_KEY" | sed -n 's/^#   //p'
    printf '%s\n' 'request_max_retries = 0' 'stream_max_retries = 0' '[analytics]' 'enabled = false'
  } >"$home/config.toml"
  sed -i '1i model_reasoning_effort = "medium"\nmodel_reasoning_summary = "auto"' "$home/config.toml"
  reset '[
    { "reply": { "reasoning": "I should write the file.", "text": "Writing it.", "toolCalls": [{ "name": "exec_command", "input": { "cmd": "echo quartz > stone.txt" } }] } },
    { "reply": { "reasoning": "Now read it back.", "toolCalls": [{ "name": "exec_command", "input": { "cmd": "cat stone.txt" } }] } },
    { "reply": { "text": "The stone is quartz." } }
  ]'
  echo "--- codex $codex_version, model $name"
  (
    eval "$(outcrop env codex --shell sh --url "$gateway" --key "$AGENTS_KEY")"
    cd "$task" && HOME=$home CODEX_HOME=$home timeout 120 "$tools/node_modules/.bin/codex" exec --skip-git-repo-check \
      --dangerously-bypass-approvals-and-sandbox --output-last-message "$work/last.txt" "Write the word quartz into stone.txt and tell me which stone it is." </dev/null 2>&1
  ) | tee "$work/codex.log" || true
  curl -fsS "$emulator/_outcrop/journal" >"$work/journal.json"
  echo "---"
  check "codex ($name) ran the command it was told" grep -qx quartz "$task/stone.txt"
  check "codex ($name) ended with the model's text" grep -q 'The stone is quartz\.' "$work/last.txt"
  reached "codex ($name) asked three times, and Bedrock took every request" 'r.length === 3 && r.every((e) => e.status === 200)'
  reached "codex ($name) brought the signed thoughts back" '((t) => t.length === 2 && t.every((x) => x.signature) && t[0].text === "I should write the file.")(JSON.parse(r[2].body).messages.flatMap((m) => m.content).map((b) => b.reasoningContent?.reasoningText).filter(Boolean))'
  check "codex ($name) brought the tool's output back" grep -q 'toolResult' "$work/journal.json"
  rm -rf "$home" "$task" "$work/last.txt"
}

# 4. Claude Code: it reads a file, edits it, and says what is in it. Its settings are the second argument; the third is the operation of Bedrock
# that its model takes: Claude's own body, or Converse for another family's model.
quiet() { export HOME=$1 DISABLE_TELEMETRY=1 DISABLE_ERROR_REPORTING=1 DISABLE_AUTOUPDATER=1 AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null; }
claude() {
  local name="claude code $1" home=$work/claude-home task=$work/claude-task settings=$2 operation=${3:-InvokeModelWithResponseStream}
  mkdir -p "$home" "$task"
  echo 'The stone is granite.' >"$task/stone.txt"
  # It may ask Bedrock which models it has, by calls of one token that are not streamed: these are none of the script's.
  local when="\"when\": { \"operation\": \"$operation\" }"
  reset "[
    { $when, \"reply\": { \"reasoning\": \"I should read the file.\", \"text\": \"Reading it.\", \"toolCalls\": [{ \"name\": \"Read\", \"input\": { \"file_path\": \"$task/stone.txt\" } }] } },
    { $when, \"reply\": { \"reasoning\": \"Now change it.\", \"toolCalls\": [{ \"name\": \"Edit\", \"input\": { \"file_path\": \"$task/stone.txt\", \"old_string\": \"granite\", \"new_string\": \"quartz\" } }] } },
    { $when, \"reply\": { \"text\": \"The stone is quartz now.\" } }
  ]"
  echo "--- $name, $claude_version"
  (
    eval "$settings"
    quiet "$home"
    cd "$task" && timeout 120 node "$tools/node_modules/@anthropic-ai/claude-code/cli-wrapper.cjs" \
      -p "In stone.txt replace granite by quartz, and tell me which stone it is." --allowedTools Read,Edit </dev/null 2>&1
  ) | tee "$work/claude.log" || true
  curl -fsS "$emulator/_outcrop/journal" >"$work/journal.json"
  echo "---"
  check "$name edited the file" grep -qx 'The stone is quartz\.' "$task/stone.txt"
  check "$name ended with the model's text" grep -q 'The stone is quartz now\.' "$work/claude.log"
  reached "$name asked three times in a stream, and Bedrock took every request" "((s) => s.length === 3)(r.filter((e) => e.operation === '$operation')) && r.every((e) => e.status === 200)"
  reached "$name signed nothing that Bedrock saw: the gateway did" 'r.every((e) => e.headers.Authorization.includes("Credential=outcrop/"))'
  reached "$name brought the tools' output back" '((b) => /granite/.test(b) && /stone.txt has been updated/.test(b))(r.at(-1).body)'
  if [[ $operation == Invoke* ]]; then
    reached "$name brought the signed thoughts back" '((t) => t.length === 2 && t.every((b) => b.signature) && t[0].thinking === "I should read the file.")(JSON.parse(r.at(-1).body).messages.flatMap((m) => m.content).filter((b) => b.type === "thinking"))'
    logged "$name had most of its prompt read from the cache" 'cache read [1-9][0-9]{3}'
  fi
  rm -rf "$home" "$task"
}
# What fills its context: it asks for a count of tokens for each part.
claude_context() {
  local home=$work/claude-home
  mkdir -p "$home"
  reset '[]'
  echo "--- claude code, /context"
  (
    eval "$1"
    quiet "$home"
    cd "$home" && timeout 120 node "$tools/node_modules/@anthropic-ai/claude-code/cli-wrapper.cjs" -p /context </dev/null 2>&1
  ) | tee "$work/claude.log" || true
  echo "---"
  answered "claude code had its tokens counted" 'POST /v1/messages/count_tokens'
  rm -rf "$home"
}

for agent in "${agents[@]}"; do
  case $agent in
    codex)
      codex "$model"
      codex gpt-5-codex
      ;;
    claude)
      claude "on Anthropic's API" "$(outcrop env claude-code --shell sh --url "$gateway" --key "$AGENTS_KEY")"
      answered "claude code had its HEAD /api/hello answered" 'HEAD /api/hello'
      answered "claude code had its GET /v1/models answered" 'GET /v1/models'
      claude_context "$(outcrop env claude-code --shell sh --url "$gateway" --key "$AGENTS_KEY")"
      claude "on Anthropic's API with another family's model" "$(outcrop env claude-code --shell sh --url "$gateway" --key "$AGENTS_KEY" --model us.amazon.nova-pro-v1:0)" ConverseStream
      claude "on Bedrock's API with a key" "$(outcrop env claude-code-bedrock --shell sh --url "$gateway" --key "$AGENTS_KEY")"
      answered "claude code had its GET /inference-profiles answered" 'GET /inference-profiles'
      claude "on Bedrock's API with an access key" "$(outcrop env claude-code-bedrock --shell sh --url "$gateway" --access-key-id "$access_key" --secret-access-key "$AGENTS_SECRET")"
      answered "claude code had its signed GET /inference-profiles answered" 'GET /inference-profiles'
      # No tool of `outcrop env`: bedrock-mantle's API is Anthropic's under another path, and signed for another service.
      mantle="export CLAUDE_CODE_USE_MANTLE=1 ANTHROPIC_BEDROCK_MANTLE_BASE_URL=$gateway/anthropic AWS_REGION=us-east-1"
      claude "on bedrock-mantle's API with a key" "$mantle AWS_BEARER_TOKEN_BEDROCK=$AGENTS_KEY"
      claude "on bedrock-mantle's API with an access key" "$mantle AWS_ACCESS_KEY_ID=$access_key AWS_SECRET_ACCESS_KEY=$AGENTS_SECRET"
      ;;
  esac
done

echo "$failures failed"
exit $((failures > 0))
