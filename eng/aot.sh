#!/usr/bin/env bash
# Publishes `outcrop` with Native AOT into artifacts/aot, starts it, and holds its first answer to what the README promises.
# Prints start time and memory; the last line is "N passed, N failed". Needs the .NET SDK, clang, curl, bash and coreutils.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
source eng/report.sh

out=artifacts/aot
log=artifacts/aot-publish.log
server_log=artifacts/aot-server.log
body='{"model":"anthropic.claude-3-haiku-20240307-v1:0","messages":[{"role":"user","content":"Say hello"}]}'
server=

check() {
  local name=$1 fault=$2
  if [[ -z $fault ]]; then
    passed=$((passed + 1))
    echo "PASSED  $name"
  else
    failed=$((failed + 1))
    echo "FAILED  $name: $fault"
  fi
}

finish() {
  if [[ -n $server ]]; then kill -KILL "$server" 2>/dev/null; fi
  report_total
  exit
}

free_port() {
  local port
  for _ in {1..50}; do
    port=$((20000 + RANDOM % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      REPLY=$port
      return
    fi
  done
  echo "No free port was found." >&2
  exit 1
}

milliseconds() {
  local now=$EPOCHREALTIME
  REPLY=$((${now/[.,]/} / 1000))
}

# 1. Publish; a trim or AOT warning is an error, whoever raises it, unless the reviewed list names it.
rm -rf "$out"
mkdir -p artifacts
if ! dotnet publish src/Outcrop.Cli -c Release -r linux-x64 -o "$out" -v q -nologo -clp:NoSummary >"$log" 2>&1; then
  cat "$log"
  check "publish with Native AOT" "dotnet publish failed"
  finish
fi
check "publish with Native AOT" ""

fault=
while IFS= read -r line; do
  # The project's path stands in brackets at the end of every line and names no culprit.
  line=${line% \[*}
  if [[ $line =~ (warning|error)\ IL[23][0-9]{3} ]] && { [[ $line == *Outcrop.* ]] || ! skip_is_allowed "$line" eng/allowed-aot-warnings.txt; }; then
    echo "$line"
    fault="the publish gave trim or AOT warnings"
  fi
done <"$log"
check "no trim or AOT warning" "$fault"

# 2. Start.
free_port; port=$REPLY
free_port; emulator=$REPLY
while ((emulator == port)); do free_port; emulator=$REPLY; done
milliseconds; begun=$REPLY
"$out/outcrop" dev --port "$port" --emulator-port "$emulator" >"$server_log" 2>&1 </dev/null &
server=$!
ready=0
for _ in {1..1000}; do
  if ! kill -0 "$server" 2>/dev/null; then break; fi
  if [[ $(curl -s -o /dev/null -w '%{http_code}' --max-time 2 "http://127.0.0.1:$port/readyz") == 200 ]]; then
    ready=1
    break
  fi
  sleep 0.01
done
milliseconds; took=$((REPLY - begun))
if ((!ready)); then
  cat "$server_log"
  check "outcrop dev answers /readyz" "not ready after $took ms"
  finish
fi
check "outcrop dev answers /readyz" ""

# 3. The README's request.
answer=$(curl -sN --max-time 60 -w '\n%{http_code}' "http://127.0.0.1:$port/chat/completions/stream" -H 'content-type: application/json' -d "$body")
status=${answer##*$'\n'}
text=${answer%$'\n'*}
fault=
if [[ $status != 200 ]]; then fault="status $status: $text"; elif [[ -z ${text//[[:space:]]/} ]]; then fault="an empty answer"; fi
check "POST /chat/completions/stream streams an answer" "$fault"

rss='?'
while read -r key value _; do
  if [[ $key == VmRSS: ]]; then rss=$((value / 1024)); fi
done <"/proc/$server/status"
size=$(stat -c %s "$out/outcrop")
echo "ready after $took ms, $rss MiB resident after the first answer, binary $((size / 1024 / 1024)) MiB"

# 4. Stop as a container is stopped.
kill -TERM "$server"
for _ in {1..1000}; do
  if ! kill -0 "$server" 2>/dev/null; then break; fi
  sleep 0.01
done
fault=
if kill -0 "$server" 2>/dev/null; then
  fault="still running 10 s after SIGTERM"
else
  wait "$server"
  code=$?
  if ((code != 0)); then fault="exit code $code after SIGTERM"; fi
  server=
fi
check "outcrop stops on SIGTERM" "$fault"
finish
