using System.Text.Encodings.Web;
using System.Text.Json;

namespace Outcrop.Emulator.Hosting;

/// <summary>How JSON is written: as AWS does, only what JSON demands is escaped (the U+2019 of its error texts goes out as UTF-8).</summary>
internal static class JsonOutput
{
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = false };
}
