using System.Text;
using Outcrop.Wire.Sse;

namespace Outcrop.Wire.Tests.Sse;

internal static class SseReading
{
    public static List<SseEvent> All(string text, Func<int>? nextSize = null) => All(Encoding.UTF8.GetBytes(text), nextSize);

    public static List<SseEvent> All(ReadOnlySpan<byte> bytes, Func<int>? nextSize = null)
    {
        using var decoder = new SseDecoder();
        var events = new List<SseEvent>();
        while (!bytes.IsEmpty)
        {
            int size = Math.Min(nextSize?.Invoke() ?? int.MaxValue, bytes.Length);
            decoder.Append(bytes[..size]);
            bytes = bytes[size..];
            while (decoder.TryRead(out SseEvent sseEvent))
            {
                events.Add(sseEvent);
            }
        }

        return events;
    }
}
