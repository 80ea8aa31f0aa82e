using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Images;

/// <summary>How one line of image models speaks through InvokeModel. Stateless and thread-safe. To add one: a new file here and a line in <see cref="ImageFamilies"/>.</summary>
internal abstract class ImageFamily
{
    /// <summary>The line's name in logs, documentation and golden cases, such as <c>nova-canvas</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether models of this id are of this line.</summary>
    /// <param name="modelId">An id whose base model is known.</param>
    public abstract bool Matches(ModelId modelId);

    /// <summary>Writes the body.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="modelId">Its model, the base model resolved.</param>
    /// <param name="output">Where the body goes.</param>
    /// <param name="dropped">Collects what the line does not take.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: the task lacks something, or is none of the line's.</exception>
    public void WriteRequest(ImageRequest request, ModelId modelId, IBufferWriter<byte> output, ICollection<DroppedParameter> dropped)
    {
        try
        {
            using var body = new BodyWriter(output);
            WriteBody(body, request, modelId.BaseModelId ?? "", dropped);
            body.End(request.AdditionalModelRequestFields, dropped);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Invalid(fault);
        }
    }

    /// <summary>Reads an answer.</summary>
    /// <param name="body">The body.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: everything was held back. <see cref="BedrockErrorKind.ModelError"/>: the model failed. <see cref="BedrockErrorKind.UnexpectedResponse"/>: the body is none of this line's.</exception>
    public ImageResponse ReadResponse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            ImageResponse response = ReadBody(document.RootElement);
            return response.Images.Any(static image => !image.Bytes.IsEmpty && image.Refusal is null) ? response : throw HeldBack(response);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected($"The body is not an answer of {Name}: {fault.Message}", fault);
        }
    }

    /// <summary>Writes the members of the body.</summary>
    protected abstract void WriteBody(BodyWriter body, ImageRequest request, string model, ICollection<DroppedParameter> dropped);

    /// <summary>Reads the members of the body.</summary>
    protected abstract ImageResponse ReadBody(JsonElement body);

    /// <summary>Reports an option that was set and that the line does not take.</summary>
    protected static void DropIf(bool said, string name, ICollection<DroppedParameter> dropped, string reason = "the model does not take it")
    {
        if (said)
        {
            dropped.Add(new DroppedParameter(name, reason));
        }
    }

    /// <summary>The refusal of a request that lacks what its task needs, or asks for what the line has not.</summary>
    protected BedrockException Refuse(string what) => new(BedrockErrorKind.Validation, $"Models of the line {Name} {what}.");

    /// <summary>The first image, or a refusal.</summary>
    protected Blob FirstImage(ImageRequest request) =>
        request.Images.Count > 0 && !request.Images[0].IsEmpty ? request.Images[0] : throw Refuse($"need an image for the task {request.Task}");

    /// <summary>The prompt, or a refusal.</summary>
    protected string Prompt(ImageRequest request) => request.Prompt is { } prompt && !string.IsNullOrWhiteSpace(prompt) ? prompt : throw Refuse($"need a prompt for the task {request.Task}");

    /// <summary>Writes a file as base64.</summary>
    protected static void WriteFile(Utf8JsonWriter json, string name, Blob file)
    {
        json.WritePropertyName(name);
        file.WriteValue(json);
    }

    private static BedrockException HeldBack(ImageResponse response)
    {
        string? reason = response.Error ?? response.Images.Select(static image => image.Refusal).FirstOrDefault(static refusal => refusal is not null);
        if (reason is null)
        {
            return ConverseJson.Unexpected("The answer has no image and no reason why.");
        }

        // A filter is the request's affair, and asking again changes nothing; an inference that failed is the model's.
        bool failed = reason.Contains("Inference error", StringComparison.OrdinalIgnoreCase);
        return new BedrockException(failed ? BedrockErrorKind.ModelError : BedrockErrorKind.Validation, ErrorText.Clean(reason)) { StatusCode = 200 };
    }
}
