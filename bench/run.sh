#!/usr/bin/env bash
# Runs the micro-benchmarks as short jobs and prints their tables; bench/results/*.md keep a run. Needs the .NET SDK and a quiet machine.
# Usage: ./bench/run.sh [FILTER…]     for instance ./bench/run.sh '*Event*' '*Frame*'
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# In this process: a process of its own for each benchmark would be built first, which takes longer than the measuring.
if (($# == 0)); then set -- '*'; fi
rm -rf artifacts/benchmarks
mkdir -p artifacts
dotnet run -c Release --project bench/Outcrop.Benchmarks -- --job short --inProcess --artifacts artifacts/benchmarks --filter "$@" >artifacts/benchmarks.log || { tail -40 artifacts/benchmarks.log; exit 1; }
for table in artifacts/benchmarks/results/*-report-github.md; do
  echo
  basename "$table" -report-github.md
  sed -n '/^|/p' "$table"
done
