#!/usr/bin/env bash
# Counts the instructions that a request costs each server of bench/load/run.sh, in user mode and in the kernel: times need a quiet machine, these hardly do.
# The table goes to standard output; bench/results/instructions.md keeps runs. Needs what bench/load/run.sh needs, and perf with hardware counters.
# Usage: ./bench/instructions.sh [CANDIDATE [SCENARIO]], parts of their names; OUTCROP_LOAD_PLAN adds candidates as there.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
OUTCROP_LOAD_COUNT=1 ./bench/load/run.sh "$@"
