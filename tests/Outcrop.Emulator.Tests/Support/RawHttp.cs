using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Outcrop.Emulator.Tests.Support;

/// <summary>One HTTP/1.1 exchange over a bare socket: what arrived, byte for byte, and how it ended.</summary>
internal sealed record RawHttp(string Head, byte[] Body, bool Terminated, bool Reset)
{
    public static async Task<RawHttp> PostAsync(BedrockEmulator emulator, string path, string body)
    {
        using Socket socket = await OpenAsync(emulator, path, body);
        return await ReceiveAsync(socket);
    }

    /// <summary>Sends a request line as no HTTP client would.</summary>
    public static async Task<RawHttp> SendAsync(BedrockEmulator emulator, string method, string target, string host)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(emulator.Endpoint.Host, emulator.Endpoint.Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        return await ReceiveAsync(socket);
    }

    private static async Task<RawHttp> ReceiveAsync(Socket socket)
    {
        var received = new MemoryStream();
        byte[] buffer = new byte[4096];
        bool reset = false;
        while (true)
        {
            int read;
            try
            {
                read = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            }
            catch (SocketException fault) when (fault.SocketErrorCode == SocketError.ConnectionReset)
            {
                reset = true;
                break;
            }

            if (read == 0)
            {
                break;
            }

            received.Write(buffer, 0, read);
        }

        return Parse(received.ToArray(), reset);
    }

    public static async Task<Socket> OpenAsync(BedrockEmulator emulator, string path, string body)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(emulator.Endpoint.Host, emulator.Endpoint.Port, TestContext.Current.CancellationToken);
        byte[] content = Encoding.UTF8.GetBytes(body);
        string head = $"POST {path} HTTP/1.1\r\nHost: {emulator.Endpoint.Authority}\r\nConnection: close\r\nContent-Length: {content.Length}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(head).Concat(content).ToArray(), TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>Takes the chunks apart; what is missing of the last one is not made up.</summary>
    private static RawHttp Parse(byte[] bytes, bool reset)
    {
        int end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return new RawHttp("", bytes, false, reset);
        }

        string head = Encoding.ASCII.GetString(bytes, 0, end);
        byte[] rest = bytes[(end + 4)..];
        if (!head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
        {
            return new RawHttp(head, rest, false, reset);
        }

        var body = new MemoryStream();
        int position = 0;
        while (rest.AsSpan(position).IndexOf("\r\n"u8) is var line and >= 0)
        {
            int size = int.Parse(Encoding.ASCII.GetString(rest, position, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            position += line + 2;
            if (size == 0)
            {
                return new RawHttp(head, body.ToArray(), true, reset);
            }

            int available = Math.Min(size, rest.Length - position);
            body.Write(rest, position, available);
            position = Math.Min(rest.Length, position + size + 2);
        }

        return new RawHttp(head, body.ToArray(), false, reset);
    }
}
