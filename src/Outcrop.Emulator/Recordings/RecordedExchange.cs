using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Recordings;

/// <summary>An exchange as the proxy sees it pass. Not thread-safe.</summary>
internal sealed class RecordedExchange(EmulatorCall call, int status, IReadOnlyList<KeyValuePair<string, string>> headers)
{
    /// <summary>Longer answers pass, but are not kept: no model gives one.</summary>
    private const int LongestBody = 64 * 1024 * 1024;

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

    /// <summary>Whether it is too long to be kept.</summary>
    public bool IsTooLong { get; private set; }

    public void Add(ReadOnlySpan<byte> piece, long elapsedMilliseconds)
    {
        if (IsTooLong || _body.Length + piece.Length > LongestBody)
        {
            IsTooLong = true;
            _body.SetLength(0);
            return;
        }

        _body.Write(piece);
        _sizes.Add(piece.Length);
        _delays.Add((int)(elapsedMilliseconds - _last));
        _last = elapsedMilliseconds;
    }
}
