using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outcrop.Bedrock.Native.Splicing;
using Outcrop.Testing;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Tests.Native;

public class JsonPlaceTests
{
    [Theory]
    [InlineData("a", """{"a":1,"b":2}""", """{"b":2}""")]
    [InlineData("b.c", """{"a":{"c":1},"b":{"c":[1],"d":2}}""", """{"a":{"c":1},"b":{"d":2}}""")]
    [InlineData("t[].x", """{"t":[{"x":1},{"y":2,"x":3},{"x":4,"y":5,"z":{"x":6}}]}""", """{"t":[{},{"y":2},{"y":5,"z":{"x":6}}]}""")]
    [InlineData("t[type=web_]", """{"t":[{"type":"web_1"},{"n":1,"type":"web_2"},{"type":"other"},{"type":"web_3"}]}""", """{"t":[{"type":"other"}]}""")]
    [InlineData("t[type=web_]", """{"t":[{"type":"web_1"},{"type":"web_2"}]}""", """{"t":[]}""")]
    [InlineData("t[type=web_]", """{"t":[1,"web_",null,[],{"type":7}]}""", """{"t":[1,"web_",null,[],{"type":7}]}""")]
    [InlineData("**.c.s", """{"m":[{"c":{"s":1,"t":2},"input":{"c":{"s":3}}}],"c":{"s":4},"input_schema":{"c":{"s":5}}}""", """{"m":[{"c":{"t":2},"input":{"c":{"s":3}}}],"c":{},"input_schema":{"c":{"s":5}}}""")]
    public void Cut_OfEachPlace_LeavesTheRestByteForByte(string place, string json, string expected) => Assert.Equal(expected, Cut(json, place));

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("tools[]")]
    [InlineData("tools[type=]")]
    public void Parse_OfNoPlace_IsRefused(string text) => Assert.Throws<FormatException>(() => JsonPlace.Parse(text));

    /// <summary>Whatever stands in an array of objects, cutting a member of all of them gives what an independent reader would leave.</summary>
    [Fact]
    public void Cut_OfRandomDocuments_IsWhatRemovalLeaves() => Seeds.ForEach(300, random =>
    {
        var array = new JsonArray();
        for (int i = random.Next(6); i > 0; i--)
        {
            var item = new JsonObject();
            for (int j = random.Next(5); j > 0; j--)
            {
                item[((char)('a' + random.Next(4))).ToString()] = random.Next(3) switch { 0 => 1, 1 => new JsonObject { ["a"] = 2 }, _ => new JsonArray("a", 3) };
            }

            array.Add(item);
        }

        var document = new JsonObject { ["x"] = 1, ["t"] = array, ["y"] = 2 };
        string json = document.ToJsonString(new JsonSerializerOptions { WriteIndented = random.Next(2) == 0 });
        foreach (JsonNode? item in array)
        {
            item!.AsObject().Remove("a");
        }

        Assert.True(JsonNode.DeepEquals(document, JsonNode.Parse(Cut(json, "t[].a"))), json);
    });

    private static string Cut(string json, string place)
    {
        JsonEnvelope body = JsonEnvelope.Scan(Encoding.UTF8.GetBytes(json));
        var splicer = new JsonSplicer(body);
        foreach (JsonFind find in JsonPlaceFinder.Find(body, [JsonPlace.Parse(place)]))
        {
            _ = find.Member is { } name ? splicer.Remove(name) : splicer.Replace(find.Start, find.End, default);
        }

        using var output = new PooledBufferWriter();
        splicer.WriteTo(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
