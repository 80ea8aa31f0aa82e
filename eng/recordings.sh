#!/bin/sh
# Holds the client's reading of a folder of recorded Bedrock exchanges against an independent reading of the same records, then sends the recorded
# requests to the emulator and holds its answers against AWS's, then serves the recorded answers through the gateway and holds what callers get against them.
# usage: eng/recordings.sh FOLDER
set -eu
if [ $# -ne 1 ]; then
    echo "usage: eng/recordings.sh FOLDER" >&2
    exit 2
fi
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
folder=$(CDPATH= cd -- "$1" && pwd)
status=0
dotnet run --project "$root/tests/Outcrop.Recordings" --configuration Release --verbosity quiet -- "$folder" || status=$?
dotnet run --project "$root/tests/Outcrop.Emulator.Recorded" --configuration Release --verbosity quiet -- "$folder" || status=$?
dotnet run --project "$root/tests/Outcrop.Gateway.Recorded" --configuration Release --verbosity quiet -- "$folder" || status=$?
exit $status
