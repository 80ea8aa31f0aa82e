using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>Writes one OpenAI chat body.</summary>
internal sealed class OpenAIChatWriter
{
    private const string Dialect = OpenAIRequestReader.Dialect;
    private readonly string _family;
    private readonly OpenAIChatRules _rules;
    private readonly ConverseRequest _request;
    private readonly ICollection<DroppedParameter> _dropped;
    private readonly bool _own;

    /// <summary>Prepares to write a request.</summary>
    /// <param name="family">The family's name, for refusals.</param>
    /// <param name="rules">What its bodies take.</param>
    /// <param name="request">The request.</param>
    /// <param name="dropped">Collects what is left out.</param>
    public OpenAIChatWriter(string family, OpenAIChatRules rules, ConverseRequest request, ICollection<DroppedParameter> dropped)
    {
        _family = family;
        _rules = rules;
        _request = request;
        _dropped = dropped;
        _own = request.ReadFrom == Dialect;
    }

    /// <summary>Writes the body.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        try
        {
            using var body = new BodyWriter(output);
            if (!_own || _request.Messages.Count > 0 || _request.System.Count > 0)
            {
                body.Name("messages");
                new OpenAIMessageWriter(_family, _rules, _dropped).WriteAll(body.Json, _request);
            }

            if (_request.InferenceConfig is { } inference)
            {
                WriteInference(body, inference);
            }

            WriteReasoning(body);
            WriteFormat(body);
            if (_request.ToolConfig is { } tools)
            {
                new OpenAIToolWriter(_family, _rules, _dropped).Write(body, _request, tools);
            }

            body.End(_request.AdditionalModelRequestFields, _dropped, _rules.RefusedFields);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Invalid(fault);
        }
    }

    private void WriteInference(BodyWriter body, InferenceConfiguration inference)
    {
        string? spelling = inference.Mark.Spelling;
        body.Number(_own && spelling?.StartsWith("max_completion_tokens", StringComparison.Ordinal) == true ? "max_completion_tokens" : _rules.MaxTokensName, inference.MaxTokens);
        body.Number("temperature", inference.Temperature);
        body.Number("top_p", inference.TopP);
        if (_own)
        {
            body.Number("top_k", inference.TopK);
        }
        else
        {
            FamilyRequest.DropTopK(_request, _dropped);
        }

        IReadOnlyList<string> stops = FamilyRequest.Stops(_request, Dialect, _dropped);
        if (_own && stops.Count == 1 && spelling?.EndsWith(" stop", StringComparison.Ordinal) == true)
        {
            body.String("stop", stops[0]);
        }
        else
        {
            body.Strings("stop", stops);
        }

        FamilyRequest.DropUnknownInference(_request, _dropped);
    }

    private void WriteReasoning(BodyWriter body)
    {
        if (_request.Reasoning is not { } reasoning)
        {
            return;
        }

        if (BodyWriter.Holds(_request.AdditionalModelRequestFields, "reasoning_effort"))
        {
            _dropped.Add(new DroppedParameter("reasoning", "additionalModelRequestFields.reasoning_effort says it"));
            return;
        }

        if (reasoning.Mode != ReasoningMode.Enabled || reasoning.Effort is null || !(_own || _rules.ReasoningEffort))
        {
            FamilyRequest.DropReasoning(_request, _dropped);
            return;
        }

        body.String("reasoning_effort", reasoning.Effort);
        if (reasoning.BudgetTokens is not null)
        {
            _dropped.Add(new DroppedParameter("reasoning.budgetTokens", "the dialect knows effort only"));
        }

        if (reasoning.Display is not null)
        {
            _dropped.Add(new DroppedParameter("reasoning.display", "the dialect has no such member"));
        }
    }

    private void WriteFormat(BodyWriter body)
    {
        if (_request.OutputConfig is not { } output)
        {
            return;
        }

        if (output.Effort is not null)
        {
            _dropped.Add(new DroppedParameter("outputConfig.effort", "the dialect has no such member"));
        }

        if (!output.Additional.IsEmpty)
        {
            DialectLosses.ReportMembers(output.Additional, "outputConfig", "the dialect has no such member", _dropped);
        }

        if (output.Format is not { } format)
        {
            return;
        }

        body.Name("response_format");
        Utf8JsonWriter json = body.Json;
        json.WriteStartObject();
        json.WriteString("type", "json_schema");
        json.WriteStartObject("json_schema");

        // The dialect demands a name.
        json.WriteString("name", format.Name ?? "answer");
        if (format.Description is { } description)
        {
            json.WriteString("description", description);
        }

        json.WriteBoolean("strict", true);
        ConverseJson.WriteRaw(json, "schema", format.Schema);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
