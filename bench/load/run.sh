#!/usr/bin/env bash
# Measures the gateway beside nginx and a bare Kestrel proxy in one run, in turns, on loopback: candidates on core 0, mock upstream and load on core 1.
# The tables go to standard output; bench/results/load.md keeps a run. Needs the .NET SDK, taskset, and nginx for its line; the line of the Native AOT
# binary needs eng/aot.sh to have been run. Usage: ./bench/load/run.sh [ROUNDS [WARM_UP_SECONDS [SCENARIO]]]
#   OUTCROP_LOAD_PLAN=FILE   more candidates, one a line: name, port, seed, openai or bytes, command; separated by tabs
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

rounds=${1:-5}
warm_up=${2:-15}
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
configure() { # NAME LEVEL MORE
  cat >"$work/$1.json" <<END
{
  "keys": [{ "id": "load", "hash": "$key_hash", "maxConcurrentRequests": 500 }],
  "bedrock": { "region": "us-east-1", "endpoint": "http://127.0.0.1:$upstream", "accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "\${LOAD_SECRET}" },
  "logging": { "level": "$2", "folder": "$work/logs", "file": "$work/logs/$1.log" }$3
}
END
}
export LOAD_SECRET=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY AWS_EC2_METADATA_DISABLED=true
configure logged INFO ""
configure quiet WARNING ""

# 3. The plan.
serve() { printf '%s\t%s\t%s\t%s serve --port %s --config %s\n' "$1" "$3" "${5:-seed}" "$2" "$3" "$work/$4.json"; }
{
  if command -v nginx >/dev/null; then printf 'nginx\t9101\tbytes\tnginx -c %s -p %s\n' "$work/nginx.conf" "$work"; fi
  printf 'bare Kestrel proxy\t9102\tbytes\tdotnet exec %s 9102 http://127.0.0.1:%s\n' "$work/bare-proxy/BareProxy.dll" "$upstream"
  serve "outcrop, JIT" "dotnet exec $work/jit/outcrop.dll" 9103 logged
  serve "outcrop, JIT, no request log" "dotnet exec $work/jit/outcrop.dll" 9104 quiet
  serve "outcrop, JIT, no request log, OpenAI chat" "dotnet exec $work/jit/outcrop.dll" 9107 quiet openai
  if [[ -x $aot ]]; then
    serve "outcrop, Native AOT" "$aot" 9105 logged
    serve "outcrop, Native AOT, no request log" "$aot" 9106 quiet
    serve "outcrop, Native AOT, no request log, OpenAI chat" "$aot" 9108 quiet openai
  fi
  if [[ -n ${OUTCROP_LOAD_PLAN:-} ]]; then cat "$OUTCROP_LOAD_PLAN"; fi
} >"$work/plan.tsv"

# 4. Run. The load generator's sockets are inline so that one core suffices for it; the candidates do not inherit that.
uptime >&2
DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 DOTNET_gcServer=0 \
  taskset -c 1 dotnet exec "$work/load-test/Outcrop.LoadTest.dll" "$work/plan.tsv" "$upstream" "$rounds" "$warm_up" ${3:+"$3"}
