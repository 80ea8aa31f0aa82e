using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Native;
using Outcrop.Bedrock.Native.Splicing;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Routing;
using Outcrop.Gateway.Tokens;

namespace Outcrop.Gateway.Upstream;

/// <summary>What the choice of a target wants to know of a request: where it can go, which conversation it belongs to, what it may take. Asked only where there is a choice. Stateless.</summary>
internal static class RequestShape
{
    private const int UsualMaxTokens = 4096;

    /// <summary>Whether a request that was made for one target can go to another.</summary>
    /// <param name="request">The request; <see langword="null"/>: of a kind that nothing is known of.</param>
    /// <param name="made">The target it was made for.</param>
    /// <param name="other">The other.</param>
    public static bool Fits(object? request, Target made, Target other) => request switch
    {
        // The neutral model is every model's.
        ConverseRequest => true,
        NativeRequest native => native.IsModelCall && native.Fits(other.ModelId),
        SplicedRequest spliced => IsSame(made, other) || (ModelFamilies.Find(ModelId.Parse(other.ModelId)) == ModelFamilies.Find(ModelId.Parse(made.ModelId)) && other.Api == made.Api && spliced.Api is Bedrock.BedrockApi.Auto or Bedrock.BedrockApi.InvokeModel),

        // Vectors, scores and pictures of another model are something else.
        _ => IsSame(made, other),
    };

    /// <summary>Whether two targets may work on the same request at once: one that leaves nothing behind but its answer.</summary>
    /// <param name="request">The request; <see langword="null"/>: of a kind that nothing is known of.</param>
    public static bool IsRepeatable(object? request) => request is ConverseRequest or SplicedRequest or NativeRequest { IsModelCall: true };

    /// <summary>What stays the same over a conversation: its system prompt and its first message; zero where that cannot be told.</summary>
    /// <param name="request">The request.</param>
    public static ulong ConversationOf(object? request)
    {
        var hash = new XxHash3();
        bool known = request switch
        {
            ConverseRequest { Messages.Count: > 0 } chat => Add(hash, chat),
            SplicedRequest spliced => Add(hash, spliced.Body.Document.Span),
            NativeRequest { IsModelCall: true } native => Add(hash, native.Call.Body.Span),
            _ => false,
        };
        ulong value = known ? hash.GetCurrentHashAsUInt64() : 0;
        return known && value == 0 ? 1 : value;
    }

    /// <summary>The tokens that a request may take of a quota: its input and the most it may answer, about. Of one that sets no bound AWS takes the most that the model gives.</summary>
    /// <param name="request">The request.</param>
    /// <param name="target">Where it may go.</param>
    /// <param name="settings">The bound of those that set none, and the catalogue.</param>
    public static double TokensOf(object? request, Target target, BedrockSettings settings) => request switch
    {
        ConverseRequest chat => TokenEstimate.Estimate(chat) + (double)(chat.InferenceConfig?.MaxTokens ?? MostOf(target, settings, isOurs: true)),
        SplicedRequest spliced => TokensOf(spliced.Body.Document.Span, MostOf(target, settings, isOurs: false)),
        NativeRequest { IsModelCall: true } native => TokensOf(native.Call.Body.Span, MostOf(target, settings, isOurs: false)),
        _ => 0,
    };

    /// <summary>The input of a chat request, about; zero of any other.</summary>
    /// <param name="request">The request; only read.</param>
    public static double InputOf(object? request) => request switch
    {
        ConverseRequest chat => TokenEstimate.Estimate(chat),
        SplicedRequest spliced => BodyTokens.Read(spliced.Body.Document.Span).Input,
        NativeRequest { IsModelCall: true } native => BodyTokens.Read(native.Call.Body.Span).Input,
        _ => 0,
    };

    /// <summary>The most that is answered where nobody says: what the gateway sets where it writes the request, what the model gives where it passes it on.</summary>
    private static int MostOf(Target target, BedrockSettings settings, bool isOurs)
    {
        ModelCatalog catalog = settings.Catalog ?? ModelCatalog.Default;
        ModelId id = ModelId.Parse(target.ModelId);
        return isOurs && settings.DefaultMaxTokens != 0 ? catalog.DefaultMaxTokens(id, settings.DefaultMaxTokens ?? UsualMaxTokens) : catalog.Find(id)?.MaxOutputUnder(id.RegionPrefix) ?? UsualMaxTokens;
    }

    private static bool IsSame(Target one, Target other) =>
        one.ModelId == other.ModelId || (ModelId.Parse(one.ModelId).BaseModelId is { } baseModel && baseModel == ModelId.Parse(other.ModelId).BaseModelId);

    private static bool Add(XxHash3 hash, ConverseRequest chat)
    {
        Add(hash, chat.System);
        Add(hash, chat.Messages[0].Content);
        return true;
    }

    private static void Add(XxHash3 hash, IList<ContentBlock> blocks)
    {
        Span<byte> buffer = stackalloc byte[512];
        for (int i = 0; i < blocks.Count; i++)
        {
            ReadOnlySpan<char> text = blocks[i] is TextBlock block ? block.Text : blocks[i].GetType().Name;
            while (!text.IsEmpty)
            {
                Encoding.UTF8.GetEncoder().Convert(text, buffer, flush: true, out int read, out int written, out _);
                hash.Append(buffer[..written]);
                text = text[read..];
            }
        }
    }

    /// <summary>Adds the system prompt and the first message of any chat dialect's body.</summary>
    private static bool Add(XxHash3 hash, ReadOnlySpan<byte> body)
    {
        bool known = false;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 256 });
        try
        {
            while (reader.Read())
            {
                if (reader is not { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
                {
                    continue;
                }

                bool isFirst = reader.ValueTextEquals("messages"u8) || reader.ValueTextEquals("input"u8);
                bool isWhole = reader.ValueTextEquals("system"u8) || reader.ValueTextEquals("instructions"u8) || reader.ValueTextEquals("prompt"u8);
                reader.Read();
                if (isFirst && reader.TokenType == JsonTokenType.StartArray)
                {
                    int start = (int)reader.BytesConsumed;
                    if (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    {
                        reader.Skip();
                        hash.Append(body[start..(int)reader.BytesConsumed]);
                        known = true;
                    }

                    while (reader.TokenType != JsonTokenType.EndArray || reader.CurrentDepth > 1)
                    {
                        reader.Read();
                    }
                }
                else
                {
                    int start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    if (isWhole || isFirst)
                    {
                        hash.Append(body[start..(int)reader.BytesConsumed]);
                        known = true;
                    }
                }
            }
        }
        catch (JsonException)
        {
            // Whether a body is sound is for the model to say; one that is not belongs to no conversation.
            return false;
        }

        return known;
    }

    private static double TokensOf(ReadOnlySpan<byte> body, int most)
    {
        (double input, int? bound) = BodyTokens.Read(body);
        return input + (bound ?? most);
    }
}
