using System.Collections.Concurrent;
using Outcrop.Gateway.Logging;
using Serilog.Core;
using Serilog.Events;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>Log events as the file would have them, one line each.</summary>
internal sealed class LogLines(params string[] secrets) : ILogEventSink
{
    private readonly SafeJsonFormatter _formatter = new(new SecretRedactor(secrets));

    public ConcurrentQueue<string> Lines { get; } = new();

    public string All => string.Concat(Lines);

    public void Emit(LogEvent logEvent)
    {
        using var line = new StringWriter();
        _formatter.Format(logEvent, line);
        Lines.Enqueue(line.ToString());
    }
}
