using System.Text;
using System.Text.Json;
using Outcrop.Testing;
using Outcrop.Wire.Json;

namespace Outcrop.Wire.Tests.Json;

public sealed class JsonEscapesTests
{
    private static readonly string[] Pieces = ["a", "é", "🌍", @"\n", @"\\", @"\""", @"\u0041", @"\ud83c", @"\uDF0D", @"\ud83c\udf0d", "u", "d83c"];

    [Fact]
    public void HasLoneSurrogate_AnyMixOfEscapes_SaysWhatDecodingSays()
    {
        const int Seed = 20_261_122;
        var random = new Random(Seed);
        int lone = 0;
        for (int i = 0; i < 20_000; i++)
        {
            string text = string.Concat(random.GetItems(Pieces, random.Next(0, 6)));
            byte[] bytes = Encoding.UTF8.GetBytes(text);

            bool expected = DecodingFails(bytes);

            lone += expected ? 1 : 0;
            Assert.True(expected == JsonEscapes.HasLoneSurrogate(bytes), $"seed {Seed}, {text}");
        }

        Assert.InRange(lone, 2_000, 18_000);
    }

    [Fact]
    public void Scan_LongPromptWithEscapes_AllocatesNothingThatGrowsWithIt()
    {
        Assert.Equal(Scanned(10), Scanned(10_000));

        static long Scanned(int times)
        {
            byte[] body = Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{"content":"{{string.Concat(Enumerable.Repeat(@"said \""no\"" \ud83c\udf0d,\n", times))}}"}]}""");
            return AllocationMeter.SteadyState(() => JsonEnvelope.Scan(body));
        }
    }

    private static bool DecodingFails(byte[] text)
    {
        var reader = new Utf8JsonReader([(byte)'"', .. text, (byte)'"']);
        reader.Read();
        try
        {
            _ = reader.GetString();
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}
