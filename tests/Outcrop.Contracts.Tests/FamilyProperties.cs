using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Families.Streaming;
using Outcrop.Emulator;
using Outcrop.Testing;
using Outcrop.Wire.EventStream;

namespace Outcrop.Contracts.Tests;

/// <summary>What holds for any conversation and any way a stream is cut into pieces.</summary>
public sealed class FamilyProperties
{
    [Theory]
    [MemberData(nameof(Samples.Families), MemberType = typeof(Samples))]
    public void WriteRequest_AnyConversation_IsValidJsonOrRefused(string name)
    {
        ModelFamily family = Samples.Family(name);
        int written = 0;
        Seeds.ForEach(150, random =>
        {
            ConverseRequest request = Conversations.Next(Samples.ModelOf(name), random);
            var buffer = new ArrayBufferWriter<byte>();
            try
            {
                family.WriteRequest(request, Samples.IdOf(name), stream: random.Next(2) == 0, buffer, []);
            }
            catch (BedrockException refusal)
            {
                Assert.Equal(BedrockErrorKind.Validation, refusal.Kind);
                return;
            }

            using JsonDocument body = JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { AllowDuplicateProperties = false });
            Assert.Equal(JsonValueKind.Object, body.RootElement.ValueKind);
            written++;
        });
        Assert.True(written > 5, $"{name} refused nearly everything: only {written} were written.");
    }

    [Theory]
    [MemberData(nameof(Samples.Streaming), MemberType = typeof(Samples))]
    public async Task Stream_AnySplitOfItsBytes_GivesTheSameEvents(string name)
    {
        byte[] bytes = await RecordAsync(name);
        string expected = Events(name, bytes, null);
        Assert.Contains(nameof(ConverseEventKind.MessageStop), expected, StringComparison.Ordinal);

        Seeds.ForEach(20, random => Assert.Equal(expected, Events(name, bytes, random)));
    }

    private static async Task<byte[]> RecordAsync(string name)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero, VerifySignatures = false }, TestContext.Current.CancellationToken);
        var request = new ConverseRequest { ModelId = Samples.ModelOf(name), Messages = { new Message(ConversationRole.User, "a <b> \"c\" 🎉") } };
        var body = new ArrayBufferWriter<byte>();
        Samples.Family(name).WriteRequest(request, Samples.IdOf(name), stream: true, body, []);
        using var handler = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(handler);
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(emulator.Endpoint, $"/model/{Uri.EscapeDataString(request.ModelId)}/invoke-with-response-stream"))
        {
            Content = new ByteArrayContent(body.WrittenSpan.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        using HttpResponseMessage response = await invoker.SendAsync(message, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    private static string Events(string name, ReadOnlySpan<byte> bytes, Random? random)
    {
        using var decoder = new EventStreamDecoder();
        using var chunks = new InvokeChunkReader(Samples.Family(name).CreateStreamReader());
        var sink = new ConverseEventSink();
        var story = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            int length = random is null ? bytes.Length : Math.Min(bytes.Length, random.Next(1, random.Next(2) == 0 ? 8 : 2000));
            decoder.Append(bytes[..length]);
            bytes = bytes[length..];
            while (decoder.TryRead(out EventStreamFrame frame))
            {
                sink.Clear();
                frame.TryGetString(":event-type"u8, out ReadOnlySpan<byte> type);
                chunks.Read(type, frame.Payload, sink);
                foreach (ref readonly ConverseEvent item in sink.Events)
                {
                    story.Append(item.Kind).Append(item.BlockIndex).Append(item.Text.IsEmpty ? "" : item.Text.GetString()).Append(item.StopReason).AppendLine();
                }
            }
        }

        decoder.Complete();
        return story.ToString();
    }
}
