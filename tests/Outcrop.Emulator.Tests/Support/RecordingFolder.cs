using System.Text;
using System.Text.Json;

namespace Outcrop.Emulator.Tests.Support;

/// <summary>A folder of recordings made for one test.</summary>
internal sealed class RecordingFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("outcrop-recordings-");

    public string Path => _folder.FullName;

    public void Write(string name, string path, string body, string answer, string more = "") =>
        Write(name, path, body, $"\"headers\":{{\"content-type\":\"text/event-stream\"}},\"bodyText\":{JsonSerializer.Serialize(answer)}{more}");

    public void Write(string name, string path, string body, byte[] answer) =>
        Write(name, path, body, $"\"headers\":{{\"content-type\":\"application/vnd.amazon.eventstream\"}},\"bodyBase64\":\"{Convert.ToBase64String(answer)}\"");

    public void Dispose() => _folder.Delete(recursive: true);

    private void Write(string name, string path, string body, string response)
    {
        string file = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        string model = Uri.UnescapeDataString(path.Split('/')[2]);
        string operation = path.EndsWith("-stream", StringComparison.Ordinal) ? "ConverseStream" : "Converse";
        File.WriteAllText(
            file,
            $"{{\"operation\":\"{operation}\",\"modelId\":\"{model}\",\"request\":{{\"method\":\"POST\",\"path\":\"{path}\",\"body\":{body}}},\"response\":{{\"status\":200,{response}}}}}",
            new UTF8Encoding(false));
    }
}
