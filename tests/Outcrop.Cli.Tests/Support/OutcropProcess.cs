using System.Diagnostics;

namespace Outcrop.Cli.Tests.Support;

/// <summary>The <c>outcrop</c> command as a process of its own, with no AWS or Outcrop setting of the machine's.</summary>
internal sealed class OutcropProcess : IAsyncDisposable
{
    private static readonly Lazy<DirectoryInfo> Files = new(static () =>
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("outcrop-config-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        return folder;
    });

    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private OutcropProcess(Process process, DirectoryInfo folder)
    {
        _process = process;
        _folder = folder;
    }

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>Its data.</summary>
    public StreamReader Output => _process.StandardOutput;

    /// <summary>Its words.</summary>
    public StreamReader Error => _process.StandardError;

    /// <summary>Starts it in an empty folder; another build of it than this one's where <c>OUTCROP_COMMAND</c> names one.</summary>
    public static OutcropProcess Start(IReadOnlyDictionary<string, string>? environment, params string[] args)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("outcrop-cli-");
        string? other = Environment.GetEnvironmentVariable("OUTCROP_COMMAND");
        var start = new ProcessStartInfo(other ?? "dotnet", other is null ? ["exec", Path.Combine(AppContext.BaseDirectory, "outcrop.dll"), .. args] : args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.FullName,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal) || name.StartsWith("OUTCROP_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        // Neither the machine's AWS files nor its instance metadata may decide a test.
        start.Environment["HOME"] = folder.FullName;
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["NO_PROXY"] = "127.0.0.1,localhost";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new OutcropProcess(Process.Start(start)!, folder);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(IReadOnlyDictionary<string, string>? environment, string? input, params string[] args)
    {
        await using OutcropProcess process = Start(environment, args);
        return await process.FinishAsync(input);
    }

    /// <summary>Gives it its input and reads what it says until it ends.</summary>
    public async Task<(int Code, string Output, string Error)> FinishAsync(string? input)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        await _process.StandardInput.WriteAsync(input.AsMemory(), token);
        _process.StandardInput.Close();
        Task<string> output = _process.StandardOutput.ReadToEndAsync(token);
        Task<string> error = _process.StandardError.ReadToEndAsync(token);
        await _process.WaitForExitAsync(token);
        return (_process.ExitCode, await output, await error);
    }

    /// <summary>Writes a file into a folder of its own, which goes when the tests are over, and gives the path.</summary>
    public static string WriteFile(string content)
    {
        string path = Path.Combine(Files.Value.CreateSubdirectory(Guid.NewGuid().ToString("n")).FullName, "outcrop.json");
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Asks it to stop, as Ctrl-C or an orchestrator does.</summary>
    public async Task<int> StopAsync()
    {
        Signal("TERM");
        return await ExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> ExitAsync(CancellationToken limit)
    {
        await _process.WaitForExitAsync(limit);
        return _process.ExitCode;
    }

    /// <summary>Sends it a signal.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("bash", ["-c", $"kill -{name} {_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Ends it at once, if it has not ended; what it said until then can be read to its end.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
