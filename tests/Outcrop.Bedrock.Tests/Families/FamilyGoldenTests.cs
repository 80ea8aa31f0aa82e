using System.Buffers;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Tests.Converse;
using Outcrop.Testing;
using System.Text.Json;

namespace Outcrop.Bedrock.Tests.Families;

/// <summary>tests/golden/FAMILY/CASE: a Converse request, the family's body, and what was lost on the way.</summary>
public class FamilyGoldenTests
{
    public static TheoryData<string> Cases
    {
        get
        {
            var cases = new TheoryData<string>();
            string root = Repository.PathOf("tests", "golden");
            foreach (ModelFamily family in ModelFamilies.All)
            {
                // A family without a case is a failure of its own, below.
                string folder = Path.Combine(root, family.Name);
                string[] found = Directory.Exists(folder) ? Directory.GetDirectories(folder) : [];
                foreach (string @case in found.Order(StringComparer.Ordinal))
                {
                    cases.Add(Path.GetRelativePath(root, @case));
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void WriteRequest_GoldenRequest_GivesTheBodyAndTheLosses(string @case)
    {
        string folder = Repository.PathOf("tests", "golden", @case);
        byte[] json = File.ReadAllBytes(Path.Combine(folder, "request.json"));
        using JsonDocument document = JsonDocument.Parse(json);
        ModelId modelId = ModelId.Parse(document.RootElement.GetProperty("modelId").GetString()!);
        ConverseRequest request = ConverseRequestReader.Read(json, modelId.Value);
        ModelFamily family = ModelFamilies.Find(modelId);
        var buffer = new ArrayBufferWriter<byte>();
        var dropped = new List<DroppedParameter>();

        family.WriteRequest(request, modelId, stream: family.SupportsStreaming, buffer, dropped);

        Assert.Equal(Path.GetDirectoryName(@case), family.Name);
        JsonAssert.Equal(File.ReadAllText(Path.Combine(folder, "body.json")), buffer.WrittenSpan);
        Assert.Equal(File.ReadAllLines(Path.Combine(folder, "losses.txt")), dropped.Select(loss => $"{loss.Name}: {loss.Reason}"));
    }

    [Fact]
    public void Families_EachOfThem_HasAGoldenCase() =>
        Assert.All(ModelFamilies.All, family => Assert.True(Directory.Exists(Repository.PathOf("tests", "golden", family.Name)), family.Name));
}
