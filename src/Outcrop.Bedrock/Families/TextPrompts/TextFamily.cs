using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.TextPrompts;

/// <summary>A family whose body is one text and some parameters, and whose answer is a text. What is the same for all of them stands here: refusals, faults, parameters, vendor fields.</summary>
internal abstract class TextFamily : ModelFamily
{
    /// <inheritdoc/>
    public override bool HoldsTools => false;

    /// <inheritdoc/>
    protected sealed override bool HoldsPrompt => true;

    /// <summary>What the members of the body are called.</summary>
    protected abstract TextBodyShape Shape { get; }

    /// <inheritdoc/>
    public sealed override ConverseResponse ReadResponse(ReadOnlyMemory<byte> body, InvokeModelHeaders headers)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            return ReadAnswer(document.RootElement, headers);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Unexpected(Name, fault);
        }
    }

    /// <summary>Reads the answer out of a body.</summary>
    protected abstract ConverseResponse ReadAnswer(JsonElement body, InvokeModelHeaders headers);

    /// <summary>Writes the prompt of a conversation.</summary>
    protected abstract string WritePrompt(TextConversation conversation, ModelId modelId, ICollection<DroppedParameter> dropped);

    /// <summary>Reads a prompt that <see cref="WritePrompt"/> may have written. It may guess: a guess that would not be written as that very prompt is discarded.</summary>
    /// <returns>What was said; <see langword="null"/> when the prompt is not in the family's template.</returns>
    protected abstract TextConversation? ReadPrompt(string prompt, ModelId modelId);

    /// <summary>Writes what the body must have beside prompt and parameters when it was not read from one.</summary>
    /// <param name="body">The body.</param>
    /// <param name="inference">The parameters.</param>
    /// <param name="modelId">The model.</param>
    /// <param name="stream">Whether the answer shall be streamed.</param>
    protected virtual void WriteOthers(BodyWriter body, InferenceConfiguration inference, ModelId modelId, bool stream)
    {
    }

    /// <summary>The stop sequences the family takes.</summary>
    protected virtual IReadOnlyList<string> StopsOf(ConverseRequest request, ICollection<DroppedParameter> dropped) => FamilyRequest.Stops(request, Name, dropped);

    /// <inheritdoc/>
    protected override void ReadBody(JsonElement body, ConverseRequest request, ReadOnlyMemory<byte> views)
    {
        var reader = new BodyReader(body);
        if (reader.TakeString(Shape.Prompt) is { } prompt)
        {
            TakePrompt(prompt, request);
        }

        JsonElement container = body;
        if (Shape.Container is { } name && !reader.TryPeek(name, JsonValueKind.Object, out container))
        {
            request.AdditionalModelRequestFields = NullIfEmpty(reader.Rest());
            return;
        }

        BodyReader parameters = Shape.Container is null ? reader : new BodyReader(container);
        request.InferenceConfig = ReadInference(parameters);
        request.AdditionalModelRequestFields = NullIfEmpty(Shape.Container is null ? reader.Rest() : RestWith(reader, parameters));
    }

    /// <inheritdoc/>
    protected override void WriteBody(ConverseRequest request, ModelId modelId, bool stream, IBufferWriter<byte> output, ICollection<DroppedParameter> dropped)
    {
        FamilyRequest.RefuseTools(Name, request);
        FamilyRequest.DropUnknownInference(request, dropped);
        bool own = request.ReadFrom == Name;
        InferenceConfiguration inference = request.InferenceConfig ?? new InferenceConfiguration();
        using var body = new BodyWriter(output);
        if (!own || request.Messages.Count > 0 || request.Prompt is not null)
        {
            bool verbatim = request is { Prompt: not null, Messages.Count: 0 };
            body.String(Shape.Prompt, verbatim ? request.Prompt! : WritePrompt(TextConversation.Read(Name, request, dropped), modelId, dropped));
            if (verbatim && request.System.Count > 0)
            {
                dropped.Add(new DroppedParameter("system", "the prompt is given whole"));
            }
        }

        WriteInference(body, request, inference, dropped);
        if (!own)
        {
            WriteOthers(body, inference, modelId, stream);
        }

        body.End(request.AdditionalModelRequestFields, dropped);
    }

    /// <summary>The reason an answer gives. A blocked one may give none.</summary>
    /// <exception cref="JsonException">There is none, and no guardrail explains it.</exception>
    protected static StopReason ReasonOf(JsonElement body, string? word) =>
        word is not null ? StopReasonMap.Map(word)
        : FamilyResponse.Intervened(body) ? StopReason.GuardrailIntervened
        : throw new JsonException("The answer does not say why it ended.");

    private static RawJson? NullIfEmpty(RawJson json) => json.IsEmpty ? null : json;

    private void TakePrompt(string prompt, ConverseRequest request)
    {
        ModelId modelId = ModelId.Parse(request.ModelId);
        if (ReadPrompt(prompt, modelId) is { Turns.Count: > 0 } conversation)
        {
            var read = new ConverseRequest { ModelId = request.ModelId };
            conversation.AddTo(read);
            if (Gives(read, prompt, modelId))
            {
                conversation.AddTo(request);
                return;
            }
        }

        request.Prompt = prompt;
    }

    private bool Gives(ConverseRequest read, string prompt, ModelId modelId)
    {
        var dropped = new List<DroppedParameter>();
        return WritePrompt(TextConversation.Read(Name, read, dropped), modelId, dropped) == prompt && dropped.Count == 0;
    }

    private InferenceConfiguration? ReadInference(BodyReader parameters)
    {
        int? maxTokens = parameters.TakeInteger(Shape.MaxTokens);
        double? temperature = parameters.TakeNumber(Shape.Temperature);
        double? topP = parameters.TakeNumber(Shape.TopP);
        int? topK = Shape.TopK is { } k ? parameters.TakeInteger(k) : null;
        IReadOnlyList<string> stops = Shape.Stop is { } stop ? parameters.TakeStrings(stop) : [];
        bool none = maxTokens is null && temperature is null && topP is null && topK is null && stops.Count == 0;
        return none ? null : new InferenceConfiguration { MaxTokens = maxTokens, Temperature = temperature, TopP = topP, TopK = topK, StopSequences = stops };
    }

    /// <summary>What nobody has taken, with the container's own rest in its place; an empty container stays too.</summary>
    private RawJson RestWith(BodyReader reader, BodyReader parameters)
    {
        RawJson inner = parameters.Rest();
        if (inner.IsEmpty && parameters.Value.GetPropertyCount() > 0)
        {
            reader.Take(Shape.Container!);
            return reader.Rest();
        }

        reader.Take(Shape.Container!);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            writer.WriteStartObject();
            ConverseJson.WriteMembers(writer, reader.Rest());
            writer.WritePropertyName(Shape.Container!);
            writer.WriteRawValue(inner.IsEmpty ? "{}"u8 : inner.Utf8.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return new RawJson(buffer.WrittenMemory);
    }

    private void WriteInference(BodyWriter body, ConverseRequest request, InferenceConfiguration inference, ICollection<DroppedParameter> dropped)
    {
        IReadOnlyList<string> stops = Shape.Stop is null ? [] : StopsOf(request, dropped);
        if (Shape.Stop is null)
        {
            StopSequences.DropAll(inference.StopSequences, dropped);
        }

        if (Shape.TopK is null)
        {
            FamilyRequest.DropTopK(request, dropped);
        }

        if (Shape.Container is not { } container)
        {
            body.Number(Shape.MaxTokens, inference.MaxTokens);
            body.Number(Shape.Temperature, inference.Temperature);
            body.Number(Shape.TopP, inference.TopP);
            if (Shape.TopK is { } k && !BodyWriter.Holds(request.AdditionalModelRequestFields, k))
            {
                body.Number(k, inference.TopK);
            }

            if (Shape.Stop is { } stop)
            {
                body.Strings(stop, stops);
            }

            return;
        }

        WriteContainer(body, request, container, inference, stops, dropped);
    }

    private void WriteContainer(BodyWriter body, ConverseRequest request, string container, InferenceConfiguration inference, IReadOnlyList<string> stops, ICollection<DroppedParameter> dropped)
    {
        var set = new List<string>(4);
        Add(inference.MaxTokens is not null, Shape.MaxTokens);
        Add(inference.Temperature is not null, Shape.Temperature);
        Add(inference.TopP is not null, Shape.TopP);
        Add(stops.Count > 0, Shape.Stop!);
        if (set.Count == 0)
        {
            return;
        }

        RawJson vendor = body.Merge(request.AdditionalModelRequestFields, container, set, dropped);
        body.Name(container);
        Utf8JsonWriter json = body.Json;
        json.WriteStartObject();
        Number(Shape.MaxTokens, inference.MaxTokens);
        Number(Shape.Temperature, inference.Temperature);
        Number(Shape.TopP, inference.TopP);
        if (stops.Count > 0)
        {
            json.WritePropertyName(Shape.Stop!);
            BodyWriter.WriteStrings(json, stops);
        }

        ConverseJson.WriteMembers(json, vendor);
        json.WriteEndObject();

        void Add(bool isSet, string name)
        {
            if (isSet)
            {
                set.Add(name);
            }
        }

        void Number(string name, double? value)
        {
            if (value is { } number)
            {
                json.WriteNumber(name, number);
            }
        }
    }
}
