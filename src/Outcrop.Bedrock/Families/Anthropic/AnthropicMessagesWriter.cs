using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.Anthropic;

/// <summary>Writes one Anthropic Messages body. <c>model</c> and <c>stream</c> are said by the path, and Bedrock refuses them in the body.</summary>
internal sealed class AnthropicMessagesWriter
{
    /// <summary>The version that InvokeModel's body has.</summary>
    public const string BedrockVersion = "bedrock-2023-05-31";

    private const string Dialect = AnthropicRequestReader.Dialect;
    private static readonly string[] s_refused = ["model", "stream"];
    private readonly ConverseRequest _request;
    private readonly ICollection<DroppedParameter> _dropped;
    private readonly AnthropicBlockWriter _blocks;
    private readonly string? _version;
    private readonly string[] _refused;
    private readonly bool _own;

    /// <summary>Prepares to write a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="dropped">Collects what is left out.</param>
    /// <param name="version">The version to state in the body; <see langword="null"/> for none.</param>
    /// <param name="refused">Vendor fields the body may not hold; default: those that InvokeModel refuses.</param>
    public AnthropicMessagesWriter(ConverseRequest request, ICollection<DroppedParameter> dropped, string? version = BedrockVersion, string[]? refused = null)
    {
        _version = version;
        _refused = refused ?? s_refused;
        _request = request;
        _dropped = dropped;
        _blocks = new AnthropicBlockWriter(dropped);
        _own = request.ReadFrom == Dialect;
    }

    /// <summary>Writes the body.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        try
        {
            using var body = new BodyWriter(output);
            WriteBody(body);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Invalid(fault);
        }
    }

    private void WriteBody(BodyWriter body)
    {
        RawJson? vendor = _request.AdditionalModelRequestFields;
        if (_version is { } version && (_refused.Contains("anthropic_version") || (!_own && !BodyWriter.Holds(vendor, "anthropic_version"))))
        {
            body.String("anthropic_version", version);
        }

        if (_request.InferenceConfig?.MaxTokens is { } maxTokens)
        {
            body.Number("max_tokens", maxTokens);
        }
        else if (!_own && !BodyWriter.Holds(vendor, "max_tokens"))
        {
            body.Number("max_tokens", FamilyRequest.DefaultMaxTokens);
        }

        WriteSystem(body);
        WriteMessages(body);
        WriteInference(body);
        AnthropicOutput.Write(body, _request, _dropped);
        if (_request.ToolConfig is { } tools)
        {
            AnthropicToolWriter.Write(body, tools, _dropped);
        }

        body.End(vendor, _dropped, _refused);
    }

    private void WriteSystem(BodyWriter body)
    {
        if (_request.System.Count == 0)
        {
            return;
        }

        // One plain text is a string, as Anthropic's own examples have it; blocks carry cache points.
        if (_request.System is [TextBlock { Dialect.IsEmpty: true } only] && !_request.SystemMark.Is(WireMark.Parts))
        {
            body.String("system", only.Text);
            return;
        }

        body.Name("system");
        _blocks.WriteAll(body.Json, _request.System, "system");
    }

    private void WriteMessages(BodyWriter body)
    {
        if (_own && _request.Messages.Count == 0)
        {
            return;
        }

        body.Name("messages");
        body.Json.WriteStartArray();
        for (int i = 0; i < _request.Messages.Count; i++)
        {
            Message message = _request.Messages[i];
            body.Json.WriteStartObject();
            body.Json.WriteString("role", message.Role.Value);
            body.Json.WritePropertyName("content");
            if (message.Mark.Is(WireMark.Text) && message.Content is [TextBlock { Dialect.IsEmpty: true } only])
            {
                body.Json.WriteStringValue(only.Text);
            }
            else
            {
                _blocks.WriteAll(body.Json, message.Content, string.Create(CultureInfo.InvariantCulture, $"messages[{i}].content"));
            }

            ConverseJson.WriteMembers(body.Json, message.Dialect.Of(Dialect));
            body.Json.WriteEndObject();
        }

        body.Json.WriteEndArray();
    }

    private void WriteInference(BodyWriter body)
    {
        if (_request.InferenceConfig is not { } inference)
        {
            return;
        }

        body.Number("temperature", inference.Temperature);
        body.Number("top_p", inference.TopP);
        if (!BodyWriter.Holds(_request.AdditionalModelRequestFields, "top_k"))
        {
            body.Number("top_k", inference.TopK);
        }

        body.Strings("stop_sequences", FamilyRequest.Stops(_request, Dialect, _dropped));
        FamilyRequest.DropUnknownInference(_request, _dropped);
    }
}
