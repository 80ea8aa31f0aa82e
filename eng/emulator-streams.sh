#!/usr/bin/env bash
# Holds the emulator to its promise of many slow streams: opens them all at once, measures the memory of the process, reads each to its end.
# Takes the Native AOT binary of eng/aot.sh where there is one, else builds. The last line is "N passed, N failed". Needs Linux, the .NET SDK, bash and coreutils.
# Usage: eng/emulator-streams.sh [STREAMS [MEGABYTES]]
#   OUTCROP_COMMAND="dotnet exec …/outcrop.dll"   measures this instead
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
source eng/report.sh

streams=${1:-1000}
limit=${2:-300}
work=artifacts/emulator-streams
mkdir -p "$work"
ulimit -n $((streams * 2 + 200)) 2>/dev/null || ulimit -n "$(ulimit -Hn)"

check() {
  if [[ -z $2 ]]; then
    passed=$((passed + 1))
    echo "PASSED  $1"
  else
    failed=$((failed + 1))
    echo "FAILED  $1: $2"
  fi
}

# 1. The binary.
if [[ -n ${OUTCROP_COMMAND:-} ]]; then
  read -ra command <<<"$OUTCROP_COMMAND"
elif [[ -x artifacts/aot/outcrop ]]; then
  command=(artifacts/aot/outcrop)
else
  if ! dotnet build src/Outcrop.Cli -c Release -v q -nologo -clp:NoSummary >"$work/build.log" 2>&1; then
    tail -n 20 "$work/build.log"
    echo "0 passed, 1 failed"
    exit 1
  fi
  command=(dotnet exec src/Outcrop.Cli/bin/Release/net10.0/outcrop.dll)
fi

# 2. An emulator whose answers take more than twenty seconds: three before their first token, and one between any two of twenty.
words='one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
cat >"$work/scenario.json" <<END
{ "acceptUnsigned": true, "scripts": [ { "times": 0, "reply": { "text": "$words" }, "timing": { "firstTokenMs": 3000, "tokensPerSecond": 1 } } ] }
END
"${command[@]}" emulate --port 0 --config "$work/scenario.json" >"$work/emulator.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null' EXIT
port=
for ((i = 0; i < 300 && ${#port} == 0; i++)); do
  sleep 0.1
  port=$(sed -n 's|.*AWS_ENDPOINT_URL_BEDROCK_RUNTIME=http://127.0.0.1:\([0-9]*\).*|\1|p' "$work/emulator.log")
done
if [[ -z $port ]]; then
  cat "$work/emulator.log"
  echo "0 passed, 1 failed"
  exit 1
fi

memory() { sed -n "s/^$1:[^0-9]*\([0-9]*\) kB/\1/p" "/proc/$server/status"; }
echo "idle: $(($(memory VmRSS) / 1024)) MB"

# 3. All streams, from this one process: a file descriptor each.
body='{"messages":[{"role":"user","content":[{"text":"Count slowly, please."}]}]}'
request="POST /model/anthropic.claude-3-haiku-20240307-v1%3A0/converse-stream HTTP/1.1\r\nHost: 127.0.0.1:$port\r\nConnection: close\r\nContent-Length: ${#body}\r\n\r\n$body"
sockets=()
started=$SECONDS
for ((i = 0; i < streams; i++)); do
  exec {socket}<>"/dev/tcp/127.0.0.1/$port" || break
  printf '%b' "$request" >&"$socket"
  sockets+=("$socket")
done
echo "${#sockets[@]} streams opened in $((SECONDS - started)) s"
check "$streams streams are open at once" "$([[ ${#sockets[@]} == "$streams" ]] || echo "only ${#sockets[@]}")"

# 4. Read them all to their end; the answers run meanwhile.
whole=0
for socket in "${sockets[@]}"; do
  if grep -q -a -m 1 'messageStop' <&"$socket"; then whole=$((whole + 1)); fi
  exec {socket}>&-
done
peak=$(($(memory VmHWM) / 1024))
echo "peak: $peak MB, $((SECONDS - started)) s"
check "each stream comes to its messageStop" "$([[ $whole == "$streams" ]] || echo "$whole of $streams")"
check "the peak is within $limit MB" "$( ((peak <= limit)) || echo "$peak MB")"
report_total
