#!/usr/bin/env bash
# Writes docs/dispositions.md from src/Outcrop.Bedrock/Explain/*.dispositions.json and src/Outcrop.Gateway/FrontEnds/**/*.dispositions.json, and holds the first against what the client does (the others are held by
# DispositionFileTests of the gateway). The diff is what to review.
# The last line is the tests' summary. Needs the .NET SDK and bash.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build tests/Outcrop.Bedrock.Tests -v q -nologo -clp:NoSummary
OUTCROP_WRITE_DOCS=1 dotnet exec tests/Outcrop.Bedrock.Tests/bin/Debug/net10.0/Outcrop.Bedrock.Tests.dll -class "*Disposition*" -noColor -noLogo
