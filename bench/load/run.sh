#!/usr/bin/env bash
# Measures the gateway beside nginx and a bare Kestrel proxy in one run, in turns, on loopback: candidates on core 0, mock upstream and load on core 1.
# The tables go to standard output; bench/results/load.md keeps a run. Needs the .NET SDK, taskset, and nginx for its line; the line of the Native AOT
# binary needs eng/aot.sh to have been run. Usage: ./bench/load/run.sh [ROUNDS [WARM_UP_SECONDS [SCENARIO]]]
#   OUTCROP_LOAD_COUNT=1     count instructions instead, with perf; the arguments are then parts of the names of a candidate and of a scenario
#   OUTCROP_LOAD_PLAN=FILE   more candidates, one a line: name, port, seed, openai, anthropic or bytes, command; separated by tabs
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

if [[ -n ${OUTCROP_LOAD_COUNT:-} ]]; then
  measure=(instructions "$PWD/artifacts/load/plan.tsv" 9100 "$@")
else
  measure=("$PWD/artifacts/load/plan.tsv" 9100 "${1:-5}" "${2:-15}" ${3:+"$3"})
fi
work=$PWD/artifacts/load
upstream=9100
aot=$PWD/artifacts/aot/outcrop
key_hash=sha256:78e5dd740ee0cdd4d63de58853dab54199433c1726df3b9b31561ecfacb3c231

# 1. Build.
mkdir -p "$work/logs"
{
  dotnet publish src/Outcrop.Cli -c Release -r linux-x64 -p:PublishAot=false --self-contained false -o "$work/jit" -v q -nologo -clp:NoSummary &&
    dotnet build bench/Outcrop.LoadTest -c Release -o "$work/load-test" -v q -nologo -clp:NoSummary &&
    dotnet build bench/BareProxy -c Release -o "$work/bare-proxy" -v q -nologo -clp:NoSummary
} >&2 || exit 1

# 2. Configure: a key is checked, limits are on, the ledger and the request log go to a file as they do by default.
cat >"$work/nginx.conf" <<END
daemon off;
master_process off;
pid $work/nginx.pid;
error_log stderr crit;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path $work/nginx-body;
  client_max_body_size 40m;
  client_body_buffer_size 256k;
  keepalive_requests 1000000000;
  upstream bedrock { server 127.0.0.1:$upstream; keepalive 512; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:9101;
    location / { proxy_pass http://bedrock; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }
  }
}
END
configure() { # NAME LEVEL APIS
  cat >"$work/$1.json" <<END
{
  "keys": [{ "id": "load", "hash": "$key_hash", "maxConcurrentRequests": 500 }],
  "bedrock": { "region": "us-east-1", "endpoint": "http://127.0.0.1:$upstream", "accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "\${LOAD_SECRET}", "apiByModel": {$3} },
  "logging": { "level": "$2", "folder": "$work/logs", "file": "$work/logs/$1.log" }
}
END
}
export LOAD_SECRET=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY AWS_EC2_METADATA_DISABLED=true
configure logged INFO ""
configure quiet WARNING ""
converse=$(printf '"anthropic.claude-3-%s-v1:0": "converse", ' haiku-20240307 sonnet-20240229 opus-20240229)
configure neutral WARNING "${converse%, }"

# 3. The plan.
serve() { printf '%s\t%s\t%s\t%s serve --port %s --config %s\n' "$1" "$3" "${5:-seed}" "$2" "$3" "$work/$4.json"; }
{
  if command -v nginx >/dev/null; then printf 'nginx\t9101\tbytes\tnginx -c %s -p %s\n' "$work/nginx.conf" "$work"; fi
  printf 'bare Kestrel proxy\t9102\tbytes\tdotnet exec %s 9102 http://127.0.0.1:%s\n' "$work/bare-proxy/BareProxy.dll" "$upstream"
  lanes() { # NAME COMMAND FIRST_PORT
    serve "$1" "$2" "$3" logged
    serve "$1, no request log" "$2" $(($3 + 1)) quiet
    serve "$1, no request log, OpenAI chat" "$2" $(($3 + 2)) quiet openai
    serve "$1, no request log, Messages by Converse" "$2" $(($3 + 3)) neutral anthropic
    serve "$1, no request log, Messages, native lane" "$2" $(($3 + 4)) quiet anthropic
    serve "$1, no request log, Bedrock's dialect" "$2" $(($3 + 5)) quiet bytes
  }
  lanes "outcrop, JIT" "dotnet exec $work/jit/outcrop.dll" 9110
  if [[ -x $aot ]]; then lanes "outcrop, Native AOT" "$aot" 9120; fi
  if [[ -n ${OUTCROP_LOAD_PLAN:-} ]]; then cat "$OUTCROP_LOAD_PLAN"; fi
} >"$work/plan.tsv"

# 4. Run. The load generator's sockets are inline so that one core suffices for it; the candidates do not inherit that.
uptime >&2
DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 DOTNET_gcServer=0 \
  taskset -c 1 dotnet exec "$work/load-test/Outcrop.LoadTest.dll" "${measure[@]}"
