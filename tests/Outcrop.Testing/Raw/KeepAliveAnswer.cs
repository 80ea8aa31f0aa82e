using System.Text;

namespace Outcrop.Testing.Raw;

/// <summary>What a <see cref="KeepAliveServer"/> sends, and what becomes of the connection then.</summary>
/// <param name="Bytes">The bytes, as ASCII.</param>
/// <param name="End">What becomes of it.</param>
public sealed record KeepAliveAnswer(string Bytes, KeepAliveEnd End = KeepAliveEnd.Keep)
{
    /// <summary>The connection is closed without a byte.</summary>
    public static KeepAliveAnswer Closed { get; } = new("", KeepAliveEnd.Close);

    /// <summary>The connection is reset without a byte.</summary>
    public static KeepAliveAnswer Reset { get; } = new("", KeepAliveEnd.Reset);

    /// <summary>A whole answer.</summary>
    /// <param name="json">Its body.</param>
    /// <param name="status">Its status.</param>
    public static KeepAliveAnswer Json(string json, int status = 200) =>
        new($"HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");
}
