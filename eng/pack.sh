#!/usr/bin/env bash
# Packs the libraries into artifacts/packages, looks into the packages, then makes a new console project that knows nothing but that folder
# and has it stream an answer with a tool from `outcrop emulate`. The last line is "N passed, N failed". Needs the .NET SDK, bash, curl, unzip and coreutils.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
source eng/report.sh

root=$PWD
packages=$root/artifacts/packages
log=$root/artifacts/pack.log
names=(Outcrop.Wire Outcrop.Bedrock Outcrop.Extensions.AI)
temp=$(mktemp -d)
emulator=
trap 'if [[ -n $emulator ]]; then kill "$emulator" 2>/dev/null; fi; rm -rf "$temp"' EXIT

check() {
  if [[ -z $2 ]]; then
    passed=$((passed + 1))
    echo "PASSED  $1"
  else
    failed=$((failed + 1))
    echo "FAILED  $1: $2"
  fi
}

# 1. Pack.
rm -rf "$packages"
mkdir -p "$packages"
: >"$log"
for name in "${names[@]}"; do
  fault=
  if ! dotnet pack "src/$name" -c Release -o "$packages" -v q -nologo -clp:NoSummary -p:ContinuousIntegrationBuild=true >>"$log" 2>&1; then
    tail -n 20 "$log"
    fault="dotnet pack failed"
  fi
  check "pack $name" "$fault"
done
if ((failed > 0)); then report_total; exit; fi

# 2. What is in them.
for name in "${names[@]}"; do
  file=$(echo "$packages/$name".[0-9]*.nupkg)
  entries=$(unzip -Z1 "$file")
  nuspec=$(unzip -p "$file" "$name.nuspec")
  fault=
  for entry in README.md "lib/net10.0/$name.dll" "lib/net10.0/$name.xml"; do
    if ! grep -qxF "$entry" <<<"$entries"; then fault+="$entry is missing; "; fi
  done
  if [[ $nuspec != *'<license type="expression">Apache-2.0</license>'* ]]; then fault+='no licence; '; fi
  if [[ $nuspec != *'<readme>README.md</readme>'* ]]; then fault+='the readme is not named; '; fi
  # Read whole before it is searched: grep -q would leave early, and unzip's broken pipe would count as a failure.
  symbols=$(unzip -Z1 "${file%.nupkg}.snupkg" 2>&1)
  if ! grep -qxF "lib/net10.0/$name.pdb" <<<"$symbols"; then fault+='no symbols; '; fi
  check "contents of $(basename "$file")" "$fault"
done

# 3. A new project that has only the packages.
version=$(basename "$packages"/Outcrop.Wire.[0-9]*.nupkg .nupkg)
version=${version#Outcrop.Wire.}
app=$temp/app
mkdir "$app"
cat >"$app/nuget.config" <<EOF
<configuration>
  <packageSources>
    <clear />
    <add key="folder" value="$packages" />
    <add key="nuget.org" value="https://api.nuget.org/v3/index.json" />
  </packageSources>
  <packageSourceMapping>
    <packageSource key="folder"><package pattern="Outcrop.*" /></packageSource>
    <packageSource key="nuget.org"><package pattern="*" /></packageSource>
  </packageSourceMapping>
</configuration>
EOF
cat >"$app/Consumer.csproj" <<EOF
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Outcrop.Extensions.AI" Version="$version" />
    <PackageReference Include="Microsoft.Extensions.AI" Version="10.11.0" />
    <PackageReference Include="System.Numerics.Tensors" Version="10.0.14" />
  </ItemGroup>
</Project>
EOF
cp samples/ChatClientWithTools/Program.cs "$app/Program.cs"

# The packages under test must not come from, or stay in, the machine's cache; the others may.
cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}
export NUGET_PACKAGES=$temp/packages
mkdir -p "$NUGET_PACKAGES"
for folder in "$cache"/*/; do
  name=$(basename "$folder")
  if [[ $name != outcrop.* ]]; then ln -s "$folder" "$NUGET_PACKAGES/$name"; fi
done
fault=
if ! dotnet build "$app/Consumer.csproj" -o "$temp/out" -v q -nologo -clp:NoSummary >"$temp/build.log" 2>&1; then
  sort -u "$temp/build.log"
  fault="dotnet build failed"
fi
check "a new project builds against the packages" "$fault"

# 4. It streams an answer for which its function was called.
export NUGET_PACKAGES=$cache
if ! dotnet build src/Outcrop.Cli -c Release -v q -nologo -clp:NoSummary >>"$log" 2>&1; then
  check "outcrop builds" "see artifacts/pack.log"
  report_total
  exit
fi
port=$((20000 + RANDOM % 12000))
dotnet src/Outcrop.Cli/bin/Release/net10.0/outcrop.dll emulate --port "$port" >"$temp/emulator.log" 2>&1 </dev/null &
emulator=$!
for _ in {1..300}; do
  if curl -s -o /dev/null --max-time 2 "http://127.0.0.1:$port/_outcrop/health"; then break; fi
  sleep 0.1
done
output=$(AWS_ACCESS_KEY_ID=outcrop AWS_SECRET_ACCESS_KEY=outcrop-secret AWS_REGION=us-east-1 AWS_ENDPOINT_URL_BEDROCK_RUNTIME="http://127.0.0.1:$port" \
  timeout 60 dotnet "$temp/out/Consumer.dll" 2>&1)
fault=
if [[ $output != *'It is sunny in '* ]]; then
  tail -n 5 "$temp/emulator.log"
  fault="it said: $output"
fi
check "it streams an answer with a tool from the emulator" "$fault"
report_total
