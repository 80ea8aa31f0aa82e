using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using Outcrop.Testing;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.Json;

namespace Outcrop.Wire.Tests.Json;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("""\"\\\/\b\f\n\r\t""", "\"\\/\b\f\n\r\t")]
    [InlineData("""a\u00e9b\u00E9\u0000\uffff""", "aébé\0\uffff")]
    [InlineData("""\ud83c\udf0d\uD83C\uDF0D""", "🌍🌍")]
    [InlineData("é🌍\\n", "é🌍\n")]
    public void Text_Decoded_IsWhatTheRuntimeDecodes(string between, string expected)
    {
        Assert.Equal(expected, JsonSerializer.Deserialize<string>($"\"{between}\""));
        AssertDecodes(expected, new JsonText(Encoding.UTF8.GetBytes(between), between.Contains('\\', StringComparison.Ordinal)));
    }

    [Property(MaxTest = 500, Replay = "123456789,123456789")]
    public void Text_AnyStringThatIsUnicode_SurvivesEscapingAndDecoding(string? text, bool relaxed)
    {
        string whole = new([.. (text ?? "").EnumerateRunes().SelectMany(rune => rune.ToString())]);
        var options = new JsonSerializerOptions { Encoder = relaxed ? System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping : null };
        byte[] document = JsonSerializer.SerializeToUtf8Bytes(whole, options);
        var reader = new Utf8JsonReader(document);
        reader.Read();

        AssertDecodes(whole, JsonText.From(ref reader, document));
    }

    [Theory]
    [InlineData("\\")]
    [InlineData("a\\x")]
    [InlineData("\\u12")]
    [InlineData("\\u12g4")]
    [InlineData("\\u12\0\0")]
    [InlineData("\\u 123")]
    [InlineData("\\u+123")]
    [InlineData("\\ud83c")]
    [InlineData("\\ud83c\\n12345")]
    [InlineData("\\ud83c\\ud83c")]
    [InlineData("\\udf0d\\ud83c")]
    [InlineData("\\ud83c\\udf0")]
    public void Escape_BrokenOrHalf_IsAFaultAndNothingIsWritten(string between)
    {
        var text = new JsonText(Encoding.UTF8.GetBytes(between), escaped: true);
        using var output = new PooledBufferWriter();

        Assert.Throws<FormatException>(() => text.GetString());
        Assert.Throws<FormatException>(() => text.CopyDecodedTo(output));
        Assert.Equal(0, output.WrittenCount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Bytes_ThatAreNoUtf8_AreAFaultAndNotReplaced(bool escaped)
    {
        var text = new JsonText(new byte[] { (byte)'a', 0xFF }, escaped);
        using var output = new PooledBufferWriter();

        Assert.Throws<FormatException>(() => text.GetString());
        Assert.Throws<FormatException>(() => text.CopyDecodedTo(output));
    }

    [Fact]
    public void From_ReaderInsideADocument_TakesTheRightPlace()
    {
        byte[] document = """ {"a":"one","b":["two\n"]} """u8.ToArray();
        var reader = new Utf8JsonReader(document);
        var found = new List<string>();
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                found.Add(JsonText.From(ref reader, document).GetString());
            }
        }

        Assert.Equal(["a", "one", "b", "two\n"], found);
    }

    [Fact]
    public void CopyDecodedTo_SteadyState_AllocatesNothing()
    {
        var text = new JsonText("""Gr\u00fc\u00dfe \ud83c\udf0d\n"""u8.ToArray(), escaped: true);
        using var output = new PooledBufferWriter(256);
        Assert.Equal(0, AllocationMeter.SteadyState(() =>
        {
            output.Clear();
            text.CopyDecodedTo(output);
        }));
    }

    private static void AssertDecodes(string expected, JsonText text)
    {
        using var output = new PooledBufferWriter();
        text.CopyDecodedTo(output);
        Assert.Equal(expected, text.GetString());
        Assert.Equal(Encoding.UTF8.GetBytes(expected), output.WrittenSpan.ToArray());
        Assert.Equal(expected.Length == 0, text.IsEmpty);
    }
}
