#!/usr/bin/env bash
# The sizes of src's C# files in lines: how many, median, 95th percentile, and the five largest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
shopt -s globstar
sizes=()
for file in src/**/*.cs; do
  if [[ $file == */obj/* || $file == */bin/* ]]; then continue; fi
  sizes+=("$(wc -l <"$file") $file")
done
mapfile -t sorted < <(printf '%s\n' "${sizes[@]}" | sort -n)
count=${#sorted[@]}
# Nearest rank: the smallest size that at least that share of the files does not exceed.
rank() { local index=$(((count * $1 + 99) / 100 - 1)); echo "${sorted[index]%% *}"; }
echo "files $count, median $(rank 50), 95th percentile $(rank 95), largest ${sorted[count - 1]}"
printf '%s\n' "${sorted[@]}" | tail -n 5 | sort -rn
