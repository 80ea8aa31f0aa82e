using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Outcrop.Emulator.Tests.Support;

/// <summary>One HTTP/2 exchange frame by frame (RFC 9113): how many bytes of data came before the stream was reset. HttpClient throws buffered data away when a reset follows it.</summary>
internal static class RawHttp2
{
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte Reset = 3;
    private const byte Settings = 4;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;

    /// <returns>The bytes of data, and whether a reset followed them.</returns>
    public static async Task<(int Bytes, bool Reset)> PostAsync(BedrockEmulator emulator, string path, string body)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(emulator.Endpoint.Host, emulator.Endpoint.Port, TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await WriteAsync(stream, Settings, 0, 0, []);
        byte[] fields = [.. Field(":method", "POST"), .. Field(":scheme", "http"), .. Field(":authority", emulator.Endpoint.Authority), .. Field(":path", path)];
        await WriteAsync(stream, Headers, EndHeaders, 1, fields);
        await WriteAsync(stream, Data, EndStream, 1, Encoding.UTF8.GetBytes(body));
        int bytes = 0;
        byte[] head = new byte[9];
        while (true)
        {
            await stream.ReadExactlyAsync(head, TestContext.Current.CancellationToken);
            byte[] payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
            await stream.ReadExactlyAsync(payload, TestContext.Current.CancellationToken);
            switch (head[3])
            {
                case Data:
                    bytes += payload.Length;
                    break;
                case Reset:
                    return (bytes, true);
                default:
                    break;
            }

            if (head[3] is Data or Headers && (head[4] & EndStream) != 0)
            {
                return (bytes, false);
            }
        }
    }

    /// <summary>A literal field without indexing (RFC 7541 section 6.2.2); no text here is longer than 126 bytes.</summary>
    private static byte[] Field(string name, string value) =>
        [0, checked((byte)name.Length), .. Encoding.ASCII.GetBytes(name), checked((byte)value.Length), .. Encoding.ASCII.GetBytes(value)];

    private static async Task WriteAsync(NetworkStream stream, byte type, byte flags, int id, byte[] payload)
    {
        byte[] frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), id);
        payload.CopyTo(frame, 9);
        await stream.WriteAsync(frame, TestContext.Current.CancellationToken);
    }
}
