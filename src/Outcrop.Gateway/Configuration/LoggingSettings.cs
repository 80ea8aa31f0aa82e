using Microsoft.Extensions.Logging;

namespace Outcrop.Gateway.Configuration;

/// <summary>What is logged, and where: the <c>logging</c> member. Immutable.</summary>
public sealed record LoggingSettings
{
    /// <summary>The least level. Default: <c>LOG_LEVEL</c>, else Information.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <summary>The folder that log files must lie in, as an absolute path. Default: <c>logs</c> in the working directory.</summary>
    public required string Folder { get; init; }

    /// <summary>The log file as an absolute path; <see langword="null"/> writes none. Default: <c>LOG_FILE_PATH</c>, else <c>logs/application.log</c>.</summary>
    public string? File { get; init; }

    /// <summary>Whether the file was asked for: one that was and cannot be written is a fault, the default one only a warning.</summary>
    public bool FileIsExplicit { get; init; }

    /// <summary>How large a file grows before the next one begins. Default: <c>LOG_MAX_SIZE</c> in MB, else 10 MB.</summary>
    public long MaxFileBytes { get; init; } = 10L * 1024 * 1024;

    /// <summary>How many older files are kept. Default: <c>LOG_BACKUP_COUNT</c>, else 5.</summary>
    public int Backups { get; init; } = 5;

    /// <summary>Console lines as JSON; <see langword="null"/>: JSON unless a terminal is attached.</summary>
    public bool? JsonConsole { get; init; }
}
