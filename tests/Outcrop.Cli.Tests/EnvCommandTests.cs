using System.Diagnostics;
using System.Text.Json;
using Outcrop.Cli.Env;
using Outcrop.Cli.Tests.Support;

namespace Outcrop.Cli.Tests;

/// <summary><c>outcrop env</c> and <c>outcrop config new-key</c>.</summary>
public sealed class EnvCommandTests
{
    /// <summary>A value that means something to every shell.</summary>
    private const string Nasty = """a'b"c$HOME `id` \ %PATH% !x; rm * # ü ’""";

    private static readonly EnvSettings Settings = new("https://gateway.example", "eu-west-1", "sk-key", "AKIAOUTCROP234567ABC", "secret", "some.model");

    [Fact]
    public async Task Help_ListsEveryTool()
    {
        (int code, string output, _) = await OutcropProcess.RunAsync(null, null, "env", "--help");
        Assert.Equal(ExitCodes.Success, code);
        Assert.All(EnvTools.All, tool => Assert.Contains($"{tool.Name} ", output));
    }

    [Theory]
    [InlineData("claude-code", "ANTHROPIC_BASE_URL=https://g.example ANTHROPIC_AUTH_TOKEN=k CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY=1 -ANTHROPIC_API_KEY -CLAUDE_CODE_USE_BEDROCK")]
    [InlineData("claude-code-bedrock", "CLAUDE_CODE_USE_BEDROCK=1 ANTHROPIC_BEDROCK_BASE_URL=https://g.example AWS_REGION=us-east-1 AWS_BEARER_TOKEN_BEDROCK=k")]
    [InlineData("codex", "OUTCROP_KEY=k")]
    [InlineData("openai", "OPENAI_BASE_URL=https://g.example/v1 OPENAI_API_KEY=k")]
    [InlineData("anthropic", "ANTHROPIC_BASE_URL=https://g.example ANTHROPIC_API_KEY=k -ANTHROPIC_AUTH_TOKEN")]
    [InlineData("aws", "AWS_ENDPOINT_URL_BEDROCK_RUNTIME=https://g.example AWS_ENDPOINT_URL_BEDROCK=https://g.example AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_BEARER_TOKEN_BEDROCK=k")]
    public void Tool_WithAKey_HasItsVariables(string name, string expected)
    {
        EnvLine[] lines = EnvTools.All.Single(tool => tool.Name == name).Lines(new EnvSettings("https://g.example", "us-east-1", "k", null, null, null));
        Assert.Equal(expected, string.Join(' ', lines.Select(static line => line.Value is { } value ? $"{line.Name}={value.Text}" : $"-{line.Name}")));
    }

    /// <summary>What the lines do is what the shell then has: they are run.</summary>
    [Fact]
    public async Task Sh_RunningTheLines_HasEveryValueAsGiven()
    {
        (int code, string script, string error) = await OutcropProcess.RunAsync(
            null, null, "env", "aws", "--shell", "sh", "--url", "https://gateway.example:8443/base/", "--region", "eu-west-1", "--access-key-id", "AKIAOUTCROP234567ABC", "--secret-access-key", Nasty);
        Assert.Equal((ExitCodes.Success, ""), (code, error));
        IReadOnlyDictionary<string, string> got = await RunAsync(script);
        Assert.Equal("https://gateway.example:8443/base", got["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"]);
        Assert.Equal(("eu-west-1", "AKIAOUTCROP234567ABC", Nasty), (got["AWS_REGION"], got["AWS_ACCESS_KEY_ID"], got["AWS_SECRET_ACCESS_KEY"]));
        Assert.False(got.ContainsKey("AWS_SESSION_TOKEN"));
    }

    [Fact]
    public async Task NoKey_RefersToAVariableAndWarns()
    {
        var environment = new Dictionary<string, string> { ["OUTCROP_KEY"] = Nasty };
        (int code, string script, string error) = await OutcropProcess.RunAsync(environment, null, "env", "openai", "--shell", "bash");
        Assert.Equal(ExitCodes.Success, code);
        Assert.DoesNotContain(Nasty, script);
        Assert.Equal("warning: OPENAI_API_KEY is taken from OUTCROP_KEY; nothing was given on the command line.\n", error);
        Assert.Equal(Nasty, (await RunAsync(script, environment))["OPENAI_API_KEY"]);
        (_, _, error) = await OutcropProcess.RunAsync(null, null, "env", "codex");
        Assert.Equal("warning: Codex reads the key from OUTCROP_KEY, which is not set; nothing was given on the command line.\n", error);
    }

    [Fact]
    public void Shells_QuoteAValue_AsEachDoes()
    {
        var line = EnvLine.Set("NAME", """it's "$x" \ ’""");
        Assert.Equal("""export NAME='it'\''s "$x" \ ’'""", Written(ShellKind.Sh, line));
        Assert.Equal("""set -gx NAME 'it\'s "$x" \\ ’'""", Written(ShellKind.Fish, line));
        Assert.Equal("""$env:NAME = 'it''s "$x" \ ’’'""", Written(ShellKind.PowerShell, line));
        Assert.Null(Written(ShellKind.Cmd, line));
        Assert.Equal("""set "NAME=C:\a b;c" """.TrimEnd(), Written(ShellKind.Cmd, EnvLine.Set("NAME", """C:\a b;c""")));
        foreach (string special in (string[])["%PATH%", "a\"b", "a&b", "a|b", "a>b", "a^b", "a!b"])
        {
            Assert.Null(Written(ShellKind.Cmd, EnvLine.Set("NAME", special)));
        }

        foreach (ShellKind shell in Enum.GetValues<ShellKind>())
        {
            Assert.Null(Written(shell, EnvLine.Set("NAME", "a\nb")));
            Assert.Null(Written(shell, EnvLine.Set("NAME", "a\0b")));
        }

        Assert.Equal(
            ["unset N", "set -e N", "Remove-Item Env:N -ErrorAction Ignore", "set \"N=\""],
            Enum.GetValues<ShellKind>().Select(static shell => Written(shell, EnvLine.Unset("N"))!));
        Assert.Equal(
            ["export N=\"${O-}\"", "set -gx N \"$O\"", "$env:N = $env:O", "set \"N=%O%\""],
            Enum.GetValues<ShellKind>().Select(static shell => Written(shell, new EnvLine("N", EnvValue.OfOr("", "O")))!));
    }

    [Theory]
    [InlineData("/usr/bin/fish", false, nameof(ShellKind.Fish))]
    [InlineData("/bin/bash", false, nameof(ShellKind.Sh))]
    [InlineData(null, false, nameof(ShellKind.Sh))]
    [InlineData("/usr/bin/fish", true, nameof(ShellKind.PowerShell))]
    public void Shell_NotNamed_IsGuessed(string? shell, bool windows, string expected) => Assert.Equal(expected, ShellWriter.Guess(shell, windows).ToString());

    [Theory]
    [InlineData("env", "openai", "--url", "gateway")]
    [InlineData("env", "openai", "--shell", "tcsh")]
    [InlineData("env", "openai", "--shell", "cmd", "--key", "100%")]
    [InlineData("env", "openai", "--key", "a\nb")]
    [InlineData("env", "gpt")]
    [InlineData("config", "new-key", "no spaces")]
    public async Task WrongCommandLine_ExitsWithUsageAndPrintsNoLine(params string[] args)
    {
        (int code, string output, string error) = await OutcropProcess.RunAsync(null, null, args);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.NotEqual("", error);
        Assert.DoesNotContain("export", output);
    }

    [Fact]
    public void Settings_AsText_HideTheSecrets()
    {
        Assert.Equal("https://gateway.example", Settings.ToString());
        Assert.DoesNotContain("sk-key", $"{Settings.KeyValue} {string.Join<EnvLine>(' ', EnvTools.All.SelectMany(static tool => tool.Lines(Settings)))}");
    }

    /// <summary>What is printed is what the configuration takes.</summary>
    [Fact]
    public async Task NewKey_Fragment_IsAValidConfiguration()
    {
        (int code, string output, string error) = await OutcropProcess.RunAsync(null, null, "config", "new-key", "team-a.1", "--json");
        Assert.Equal((ExitCodes.Success, ""), (code, error));
        using JsonDocument made = JsonDocument.Parse(output);
        JsonElement fragment = made.RootElement.GetProperty("configuration");
        string secret = made.RootElement.GetProperty("secretAccessKey").GetString()!;
        Assert.Equal("OUTCROP_SECRET_TEAM_A_1", made.RootElement.GetProperty("secretVariable").GetString());
        Assert.DoesNotContain(secret, fragment.GetRawText());
        Assert.Equal(Gateway.Keys.ApiKeyHash.Compute(made.RootElement.GetProperty("key").GetString()!), fragment.GetProperty("hash").GetString());
        string path = OutcropProcess.WriteFile($$"""{"keys":[{{fragment.GetRawText()}}]}""");
        (int valid, _, _) = await OutcropProcess.RunAsync(new Dictionary<string, string> { ["OUTCROP_SECRET_TEAM_A_1"] = secret }, null, "config", "check", "--config", path);
        (int without, _, _) = await OutcropProcess.RunAsync(null, null, "config", "check", "--config", path);
        Assert.Equal((ExitCodes.Success, ExitCodes.Configuration), (valid, without));
    }

    [Fact]
    public async Task NewKey_AsText_ShowsEachPartOnceMoreInTheFragment()
    {
        (int code, string output, string error) = await OutcropProcess.RunAsync(null, null, "config", "new-key");
        Assert.Equal(ExitCodes.Success, code);
        Assert.Matches("^key +sk-outcrop-[0-9a-f]{64}\nhash +sha256:[0-9a-f]{64}\naccess key id +AKIAOUTCROP[A-Z2-7]{9}\nsecret access key +[A-Za-z0-9]{40}\n", output);
        Assert.Contains("\"secretAccessKey\": \"${OUTCROP_SECRET_ME}\"", output);
        Assert.NotEqual("", error);
    }

    private static string? Written(ShellKind shell, EnvLine line) => ShellWriter.TryWrite(shell, line, out string? text) ? text : null;

    /// <summary>The environment of a shell that has run a script.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> RunAsync(string script, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("sh", ["-c", "set -eu; eval \"$0\"; env -0", script]) { RedirectStandardOutput = true };
        start.Environment["AWS_SESSION_TOKEN"] = "left over";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using Process shell = Process.Start(start)!;
        string output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, shell.ExitCode);
        return output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('=', 2)).ToDictionary(static pair => pair[0], static pair => pair[1]);
    }
}
