using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Recordings;

/// <summary>An exchange as the proxy sees it pass. Not thread-safe.</summary>
internal sealed class RecordedExchange(EmulatorCall call, int status, IReadOnlyList<KeyValuePair<string, string>> headers)
{
    private readonly MemoryStream _body = new();
    private readonly List<int> _sizes = [];
    private readonly List<int> _delays = [];
    private long _last;

    public EmulatorCall Call => call;

    public int Status => status;

    public IReadOnlyList<KeyValuePair<string, string>> Headers => headers;

    public ReadOnlySpan<byte> Body => _body.GetBuffer().AsSpan(0, (int)_body.Length);

    public IReadOnlyList<int> Sizes => _sizes;

    /// <summary>The milliseconds before each piece.</summary>
    public IReadOnlyList<int> Delays => _delays;

    /// <summary>The value of a header; empty without it.</summary>
    public string Header(string name)
    {
        foreach ((string key, string value) in headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return "";
    }

    public void Add(ReadOnlySpan<byte> piece, long elapsedMilliseconds)
    {
        _body.Write(piece);
        _sizes.Add(piece.Length);
        _delays.Add((int)(elapsedMilliseconds - _last));
        _last = elapsedMilliseconds;
    }
}
