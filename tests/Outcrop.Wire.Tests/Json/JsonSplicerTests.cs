using System.Text;
using System.Text.Json;
using Outcrop.Testing;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.Json;

namespace Outcrop.Wire.Tests.Json;

public sealed class JsonSplicerTests
{
    [Theory]
    [InlineData("""{"a":1,"b":2}""", "-a", """{"b":2}""")]
    [InlineData("""{"a":1,"b":2}""", "-b", """{"a":1}""")]
    [InlineData("""{"a":1,"b":2,"c":3}""", "-b", """{"a":1,"c":3}""")]
    [InlineData("""{"a":1}""", "-a", "{}")]
    [InlineData("""{"a":1}""", "-z", """{"a":1}""")]
    [InlineData("{}", "+z=9", """{"z":9}""")]
    [InlineData("""{"a":1}""", "+z=[9]", """{"a":1,"z":[9]}""")]
    [InlineData("""{"a":1,"b":2}""", "-a -b +z=9", """{"z":9}""")]
    [InlineData("""{"a":1,"b":2}""", "+a=9", """{"b":2,"a":9}""")]
    [InlineData("""{"a":1}""", "+a=8 +a=9", """{"a":9}""")]
    [InlineData("""{"a":1,"b":2}""", "a>c", """{"c":1,"b":2}""")]
    [InlineData("""{"a":1,"b":2}""", "a>b", """{"b":1}""")]
    [InlineData("""{"b":2,"a":1}""", "a>b", """{"b":1}""")]
    [InlineData("""{"a":1,"b":2}""", "a>b b>a", """{"b":1,"a":2}""")]
    [InlineData("""{"a":1,"b":2}""", "a>c b>c", """{"c":1}""")]
    [InlineData("""{"a":1}""", "a>c +c=9", """{"c":9}""")]
    [InlineData("""{"a":1}""", "a>a", """{"a":1}""")]
    [InlineData("""{"a":1,"b":2}""", "a>b -a", """{"b":2}""")]
    [InlineData("""{"a":1,"b":2}""", "a>b -b", """{"b":1}""")]
    [InlineData("""{"a":1}""", "a>é\"", "{\"\\u00E9\\u0022\":1}")]
    [InlineData("""{"\u0061":1,"b":2}""", "-a", """{"b":2}""")]
    [InlineData(" { \"a\" : 1 ,\n \"b\" : 2 } \n", "", " { \"a\" : 1 ,\n \"b\" : 2 } \n")]
    [InlineData(" { \"a\" : 1 ,\n \"b\" : 2 } \n", "-a", " {\n \"b\" : 2 } \n")]
    [InlineData(" { \"a\" : 1 ,\n \"b\" : 2 } \n", "-b", " { \"a\" : 1 } \n")]
    [InlineData(" { \"a\" : 1 } ", "+b=2", " { \"a\" : 1,\"b\":2 } ")]
    public void Splice_OneDocument_GivesTheseBytes(string json, string operations, string expected)
    {
        var splicer = new JsonSplicer(JsonEnvelope.Scan(Encoding.UTF8.GetBytes(json)));
        foreach (string operation in operations.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            _ = (operation[0], operation.Split('>', '=')) switch
            {
                ('-', _) => splicer.Remove(operation[1..]),
                ('+', string[] parts) => splicer.Set(parts[0][1..], Encoding.UTF8.GetBytes(parts[1])),
                (_, string[] parts) => splicer.Rename(parts[0], parts[1]),
            };
        }

        Assert.Equal(Normal(expected, json), Normal(Encoding.UTF8.GetString(Write(splicer)), json));
    }

    [Theory]
    [InlineData("{\"a\":[1,2,3],\"b\":{\"c\":4}}", "2=>9", "", "{\"a\":[1,9,3],\"b\":{\"c\":4}}")]
    [InlineData("{\"a\":[1,2,3],\"b\":{\"c\":4}}", ",2=> ,3=>", "", "{\"a\":[1],\"b\":{\"c\":4}}")]
    [InlineData("{\"a\":[1,2,3],\"b\":{\"c\":4}}", "4=>5 1=>0", "a", "{\"b\":{\"c\":5}}")]
    [InlineData("{\"a\":[1,2,3],\"b\":{\"c\":4}}", "1,2=>7 2=>8", "", "{\"a\":[7,3],\"b\":{\"c\":4}}")]
    public void Replace_StretchesWithinMembers_GivesTheseBytes(string json, string replacements, string removed, string expected)
    {
        var splicer = new JsonSplicer(JsonEnvelope.Scan(Encoding.UTF8.GetBytes(json))).Remove(removed);
        foreach (string[] parts in replacements.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static one => one.Split("=>")))
        {
            int at = json.IndexOf(parts[0], StringComparison.Ordinal);
            splicer.Replace(at, at + parts[0].Length, Encoding.UTF8.GetBytes(parts[1]));
        }

        Assert.Equal(expected, Encoding.UTF8.GetString(Write(splicer)));
    }

    [Fact]
    public void Splice_NothingAsked_IsByteIdentical() => Seeds.ForEach(500, random =>
    {
        byte[] document = Encoding.UTF8.GetBytes(RandomJson.Object(random));
        Assert.Equal(document, Write(new JsonSplicer(JsonEnvelope.Scan(document)).Remove("absent").Rename("absent", "elsewhere")));
    });

    [Fact]
    public void Splice_RandomOperations_GiveWhatTheObjectModelGives() => Seeds.ForEach(3_000, random =>
    {
        byte[] document = Encoding.UTF8.GetBytes(RandomJson.Object(random));
        List<(string Name, string Raw)> before = JsonOracle.Members(document);
        var splicer = new JsonSplicer(JsonEnvelope.Scan(document));
        var removed = new HashSet<string>();
        var renamed = new Dictionary<string, string>();
        var added = new List<(string Name, string Raw)>();
        for (int left = random.Next(0, 5); left > 0; left--)
        {
            string name = RandomJson.Names[random.Next(RandomJson.Names.Length)];
            switch (random.Next(3))
            {
                case 0:
                    splicer.Remove(name);
                    removed.Add(name);
                    break;
                case 1:
                    string newName = random.Next(2) == 0 ? $"new{random.Next(3)}" : RandomJson.Names[random.Next(RandomJson.Names.Length)];
                    splicer.Rename(name, newName);
                    renamed[name] = newName;
                    break;
                default:
                    string value = $"[{random.Next(100)}]";
                    splicer.Set(name, Encoding.UTF8.GetBytes(value));
                    removed.Add(name);
                    added.RemoveAll(item => item.Name == name);
                    added.Add((name, value));
                    break;
            }
        }

        byte[] after = Write(splicer);

        // Renamed members first, then those that kept their name, then what was set: the first comer to a name keeps it unless Set takes it.
        var kept = before.Where(member => !removed.Contains(member.Name)).ToList();
        var owners = new Dictionary<string, string>();
        foreach ((string name, _) in kept.OrderBy(member => renamed.ContainsKey(member.Name) ? 0 : 1))
        {
            owners.TryAdd(renamed.GetValueOrDefault(name, name), name);
        }

        IEnumerable<(string, string)> expected = kept
            .Select(member => (Old: member.Name, New: renamed.GetValueOrDefault(member.Name, member.Name), member.Raw))
            .Where(member => owners[member.New] == member.Old && added.All(item => item.Name != member.New))
            .Select(member => (member.New, member.Raw))
            .Concat(added);
        Assert.Equal(expected, JsonOracle.Members(after));
        JsonEnvelope.Scan(after);
    });

    private static byte[] Write(JsonSplicer splicer)
    {
        using var output = new PooledBufferWriter();
        splicer.WriteTo(output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Where the document has white space, where exactly it goes around a removed member is not promised; that the rest stands is.</summary>
    private static string Normal(string json, string original) =>
        original.Contains(' ', StringComparison.Ordinal) && original != json ? string.Concat(json.Where(c => !char.IsWhiteSpace(c))) : json;
}
