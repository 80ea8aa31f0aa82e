using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Outcrop.Emulator.Hosting;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.Recordings;

/// <summary>Writes exchanges into a folder, one file each, without credentials. Recording the same requests again writes the same files again. Thread-safe.</summary>
internal sealed class RecordingWriter
{
    private static readonly JsonWriterOptions Format = new() { Encoder = JsonOutput.Options.Encoder, Indented = true, IndentSize = 1 };

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _written = new(StringComparer.Ordinal);
    private readonly string _folder;
    private readonly string _host;

    /// <exception cref="IOException">The folder cannot be made.</exception>
    public RecordingWriter(string folder, string host)
    {
        _folder = folder;
        _host = host;
        Directory.CreateDirectory(folder);
    }

    /// <summary>Writes an exchange.</summary>
    /// <returns>The file's name.</returns>
    public async Task<string> WriteAsync(RecordedExchange exchange)
    {
        string name = NameOf(exchange);
        using var buffer = new PooledBufferWriter(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Format))
        {
            RecordingJson.Write(json, exchange, _host);
        }

        // A reader must never see half a file.
        string file = Path.Combine(_folder, name);
        string unfinished = $"{file}.{exchange.Call.RequestId}.tmp";
        await File.WriteAllBytesAsync(unfinished, buffer.WrittenMemory.ToArray());
        File.Move(unfinished, file, overwrite: true);
        return name;
    }

    /// <summary>Operation, model, and a digest of the request; the same request sent again counts up.</summary>
    private string NameOf(RecordedExchange exchange)
    {
        EmulatorCall call = exchange.Call;
        byte[] head = Encoding.UTF8.GetBytes($"{call.Http.Request.Method} {RecordingFile.Decode(call.Entry.RawTarget)}\n");
        string digest = Convert.ToHexStringLower(SHA256.HashData([.. head, .. call.Body.Span]))[..10];
        string model = Slug(call.Route.Resource ?? "");
        string name = $"{Slug(call.Route.Operation ?? call.Http.Request.Method)}{(model.Length > 0 ? "-" : "")}{model}-{digest}";
        lock (_lock)
        {
            int number = _written.GetValueOrDefault(name) + 1;
            _written[name] = number;
            return number == 1 ? $"{name}.json" : $"{name}__{number}.json";
        }
    }

    private static string Slug(string text)
    {
        var slug = new StringBuilder(text.Length);
        foreach (char c in text[(text.LastIndexOf('/') + 1)..])
        {
            slug.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_');
        }

        // Model ids go up to 2,048 characters, file names to 255.
        return slug.Length > 80 ? slug.ToString(0, 80) : slug.ToString();
    }
}
