using System.Buffers;
using System.Text;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Testing;

namespace Outcrop.Contracts.Tests;

/// <summary>One conversation through every family's own body and back: it is equal where the family can hold it, and where it cannot, the loss is told.</summary>
public sealed class FamilyRoundTrip
{
    private const string Update = "OUTCROP_UPDATE_LOSSES";

    [Theory]
    [MemberData(nameof(Samples.Families), MemberType = typeof(Samples))]
    public void RichConversation_WrittenAndReadBack_IsEqualButForTheListedLosses(string name)
    {
        ConverseRequest request = Rich(name);
        List<(string Path, string Line)> before = Outline.Of(request);
        var losses = new List<string>();

        ConverseRequest? back = RoundTrip.Take(name, request, losses);

        Assert.NotNull(back);
        losses.Add("");
        losses.Add("not there when it is read back:");
        losses.AddRange(Missing(before, back).Select(missing => $"{missing.Path}: {missing.Line.ReplaceLineEndings("\\n")}"));
        string file = Repository.PathOf("tests", "golden", "round-trip", name + ".losses.txt");
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllLines(file, losses);
        }

        Assert.True(File.Exists(file), $"{file} is missing; {Update}=1 writes it for review.");
        Assert.Equal(File.ReadAllLines(file), losses);
    }

    [Fact]
    public void RichConversation_ThroughConverse_IsEqualButForTopK()
    {
        ConverseRequest request = Rich("nova");
        var body = new ArrayBufferWriter<byte>();
        var dropped = new List<DroppedParameter>();
        ConverseRequestWriter.Write(request, body, dropped);

        Assert.Equal(["inferenceConfig.topK"], Missing(Outline.Of(request), ConverseRequestReader.Read(body.WrittenMemory, "m")).Select(missing => missing.Path));
        Assert.Equal(["inferenceConfig.topK"], dropped.Select(loss => loss.Name));
    }

    [Theory]
    [MemberData(nameof(Samples.Families), MemberType = typeof(Samples))]
    public void AnyConversation_WrittenAndReadBack_HasWhatWasNotReportedLost(string name)
    {
        int written = 0;
        Seeds.ForEach(200, random =>
        {
            ConverseRequest request = Conversations.Next(Samples.ModelOf(name), random);
            request.AdditionalModelRequestFields = null;
            List<(string Path, string Line)> before = Outline.Of(request);
            var losses = new List<string>();
            if (RoundTrip.Take(name, request, losses) is not { } back)
            {
                return;
            }

            // Marks of the template, blank texts and what a refusal took out move the places of others: only what nothing was said about is held against the family.
            if (losses.Exists(loss => loss.StartsWith("refused", StringComparison.Ordinal) || loss.StartsWith("messages.templateTokens", StringComparison.Ordinal)))
            {
                return;
            }

            written++;
            foreach ((string path, string line) in Missing(before, back))
            {
                Assert.True(losses.Exists(loss => loss.StartsWith(path, StringComparison.Ordinal)), $"{name} lost {path} ({line}) without a word; it told: {string.Join("; ", losses)}");
            }
        });
        Assert.True(written > 20, $"Only {written} conversations could be compared.");
    }

    [Theory]
    [MemberData(nameof(Samples.Families), MemberType = typeof(Samples))]
    public void AnyConversation_WrittenReadAndWrittenAgain_GivesTheSameBody(string name)
    {
        ModelFamily family = Samples.Family(name);
        int written = 0;
        Seeds.ForEach(200, random =>
        {
            ConverseRequest request = Conversations.Next(Samples.ModelOf(name), random);
            if (!Conversations.Takes(family, request))
            {
                return;
            }

            var first = new ArrayBufferWriter<byte>();
            family.WriteRequest(request, Samples.IdOf(name), stream: false, first, []);
            var second = new ArrayBufferWriter<byte>();
            var dropped = new List<DroppedParameter>();
            family.WriteRequest(family.ReadRequest(first.WrittenMemory, request.ModelId, keepsBody: true), Samples.IdOf(name), stream: false, second, dropped);

            using var one = System.Text.Json.JsonDocument.Parse(first.WrittenMemory);
            using var two = System.Text.Json.JsonDocument.Parse(second.WrittenMemory);
            Assert.True(
                System.Text.Json.JsonElement.DeepEquals(one.RootElement, two.RootElement),
                $"{Encoding.UTF8.GetString(first.WrittenSpan)}\nbecame\n{Encoding.UTF8.GetString(second.WrittenSpan)}");
            Assert.Empty(dropped);
            written++;
        });
        Assert.True(written > 5, $"Only {written} conversations were taken.");
    }

    private static ConverseRequest Rich(string name)
    {
        ConverseRequest request = ConverseRequestReader.Read(File.ReadAllBytes(Repository.PathOf("tests", "golden", "round-trip", "request.json")), Samples.ModelOf(name));
        request.InferenceConfig = request.InferenceConfig! with { TopK = 40 };
        return request;
    }

    /// <summary>The lines that did not come back. A text may come back within a longer one: families that know one text a turn join them, and some put the system's words before the user's.</summary>
    private static List<(string Path, string Line)> Missing(List<(string Path, string Line)> before, ConverseRequest after)
    {
        List<string> lines = [.. Outline.Of(after).Select(static line => line.Line)];
        string texts = string.Join('\n', lines.Where(static line => line.Contains(" text ", StringComparison.Ordinal))) + after.Prompt;
        var missing = new List<(string, string)>();
        foreach ((string path, string line) in before)
        {
            int at = line.IndexOf(" text ", StringComparison.Ordinal);
            bool isText = at >= 0 && at == line.IndexOf(' ', StringComparison.Ordinal);
            if (!lines.Remove(line) && !(isText && texts.Contains(line[(at + 6)..], StringComparison.Ordinal)))
            {
                missing.Add((path, line));
            }
        }

        return missing;
    }
}
