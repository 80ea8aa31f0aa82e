using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Outcrop.LoadTest;

/// <summary>One server under test: its process, what it costs, how it is asked.</summary>
internal sealed class Candidate : IDisposable
{
    /// <summary>The gateway's key; the others ignore it.</summary>
    public const string Key = "sk-outcrop-00000000000000000000000000000000000000000000000000000000000load";

    // sysconf(_SC_CLK_TCK) is 100 on every Linux that .NET runs on.
    private static readonly double MicrosecondsPerTick = 10_000;
    private readonly string[] _command;
    private Process? _process;

    /// <summary>Reads a line of the plan: name, port, <c>seed</c>, <c>openai</c>, <c>anthropic</c> or <c>bytes</c>, command; separated by tabs.</summary>
    /// <param name="line">The line.</param>
    public Candidate(string line)
    {
        string[] parts = line.Split('\t');
        Name = parts[0];
        Port = int.Parse(parts[1], CultureInfo.InvariantCulture);
        Dialect = parts[2] switch
        {
            "seed" => Dialect.Seed,
            "openai" => Dialect.OpenAI,
            "anthropic" => Dialect.Anthropic,
            "bytes" => Dialect.Bytes,
            _ => throw new InvalidDataException($"{Name} is asked in no known way: {parts[2]}"),
        };
        _command = parts[3].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Its name in the table.</summary>
    public string Name { get; }

    /// <summary>Its port on loopback.</summary>
    public int Port { get; }

    /// <summary>How it is asked.</summary>
    public Dialect Dialect { get; }

    /// <summary>Whether a scenario can be run on it: the origin's dialect has no whole answers.</summary>
    /// <param name="scenario">The scenario.</param>
    public bool Takes(Scenario scenario) => !scenario.Whole || Dialect != Dialect.Seed;

    /// <summary>Its process.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>From the start of the process to the end of the first answer.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Resident memory after the first answer, in KB.</summary>
    public long IdleKilobytes { get; private set; }

    /// <summary>Resident memory now, in KB.</summary>
    public long ResidentKilobytes => long.Parse(
        File.ReadLines($"/proc/{_process!.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    /// <summary>User and system time of all its threads so far, in µs.</summary>
    public double CpuMicroseconds
    {
        get
        {
            string stat = File.ReadAllText($"/proc/{_process!.Id}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) * MicrosecondsPerTick;
        }
    }

    /// <summary>Starts the process on core 0 and waits for its first answer.</summary>
    /// <param name="load">How it is asked.</param>
    public async Task StartAsync(Load load)
    {
        var start = new ProcessStartInfo("taskset") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["-c", "0", .. _command])
        {
            start.ArgumentList.Add(argument);
        }

        // What makes the load generator fast is not the candidate's affair.
        start.Environment.Remove("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS");
        long began = Stopwatch.GetTimestamp();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        string errors = "";
        _process.ErrorDataReceived += (_, line) => errors += line.Data + "\n";
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        while (!await IsListeningAsync())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(20))
            {
                throw new InvalidOperationException($"{Name} did not start: {errors}");
            }
        }

        await load.RunAsync(this, Scenario.All[0] with { Connections = 1, Requests = 1 });
        StartTime = Stopwatch.GetElapsedTime(began);
        IdleKilobytes = ResidentKilobytes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.WaitForExit(TimeSpan.FromSeconds(2));
        _process?.Dispose();
    }

    private async Task<bool> IsListeningAsync()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            return false;
        }
    }
}
