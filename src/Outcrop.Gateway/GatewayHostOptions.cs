using Outcrop.Bedrock;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Configuration.Files;
using Outcrop.Gateway.Configuration.Reload;
using Outcrop.Gateway.Fetching;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Routing;
using Outcrop.Gateway.Upstream;
using Serilog.Core;

namespace Outcrop.Gateway;

/// <summary>How a <see cref="GatewayHost"/> is made. Read once.</summary>
public sealed class GatewayHostOptions
{
    /// <summary>The configuration itself; then no file is looked for, and none is read again. Default: <see cref="ConfigurationPath"/> decides.</summary>
    public OutcropConfiguration? Configuration { get; set; }

    /// <summary>The configuration file. Default: <c>outcrop.json</c> in <c>$OUTCROP_CONFIG_DIR</c>, else in the working directory, if there is one.</summary>
    public string? ConfigurationPath { get; set; }

    /// <summary>In place of the configured address.</summary>
    public string? Address { get; set; }

    /// <summary>In place of the configured port; 0 takes a free one.</summary>
    public int? Port { get; set; }

    /// <summary>Whether a gateway on loopback may run without keys. Default: no.</summary>
    public bool DevelopmentMode { get; set; }

    /// <summary>The environment variables. Default: the process's, with those of a <c>.env</c> file in the working directory added to it where they are not set.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; set; }

    /// <summary>What relative paths are relative to. Default: the process's working directory.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Has the last word over the Bedrock client's options, for instance to point it at an emulator.</summary>
    public Action<BedrockClientOptions>? ConfigureBedrock { get; set; }

    /// <summary>Whether accounts and regions are asked by free calls in the background, every <c>health.interval</c>. Default: yes.</summary>
    public bool LooksAtAccounts { get; set; } = true;

    /// <summary>Whether to log to the console. Default: yes.</summary>
    public bool LogToConsole { get; set; } = true;

    /// <summary>Console lines as JSON. Default: as configured, else unless a terminal is attached.</summary>
    public bool? JsonConsole { get; set; }

    /// <summary>Whether SIGHUP has the configuration read again. Default: yes, unless standard input is a terminal, whose end the signal then tells of.</summary>
    public bool? ReloadOnHangup { get; set; }

    /// <summary>
    /// Ends a stop that is under way, or about to be: nothing is waited for any more, and whatever runs is ended at once, each stream with its dialect's error. It does not stop the gateway by itself. Default: never.
    /// </summary>
    public CancellationToken StopNow { get; set; }

    /// <summary>The files of the configuration.</summary>
    internal IConfigurationFiles Files { get; set; } = PhysicalFiles.Instance;

    /// <summary>What tells of their changes.</summary>
    internal IFileEvents FileEvents { get; set; } = new DirectoryEvents();

    /// <summary>One more place for log events.</summary>
    internal ILogEventSink? LogSink { get; set; }

    /// <summary>In place of the ledger of log events.</summary>
    internal ILedger? Ledger { get; set; }

    /// <summary>In place of the network that files are fetched from.</summary>
    internal FetchNetwork? FetchNetwork { get; set; }

    /// <summary>In place of Bedrock.</summary>
    internal IUpstream? Upstream { get; set; }

    /// <summary>What stands in for Bedrock at each target; goes before <see cref="Upstream"/>.</summary>
    internal Func<Target?, IUpstream>? UpstreamOf { get; set; }
}
