using System.CommandLine;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Cli.Options;

/// <summary>What the answer shall be like, said once for every model: its form, and how hard the model thinks before it.</summary>
internal sealed class AnswerOptions
{
    private readonly Option<string?> _schema = new("--schema") { Description = "A file with a JSON schema that the answer keeps to, on any model" };
    private readonly Option<string?> _effort = new("--effort") { Description = "How hard to think: minimal, low, medium, high, xhigh or max; none switches thinking off" };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        command.Add(_schema);
        command.Add(_effort);
    }

    /// <summary>Sets what the command line says.</summary>
    /// <param name="parse">The parsed command line.</param>
    /// <param name="request">Where it is set.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidDataException">The schema's file holds no JSON object.</exception>
    public async Task ApplyAsync(ParseResult parse, ConverseRequest request, CancellationToken cancellationToken)
    {
        if (parse.GetValue(_schema) is { } file)
        {
            RawJson schema = Schema(await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false), file);
            request.OutputConfig = (request.OutputConfig ?? new OutputConfiguration()) with { Format = new JsonOutputFormat(schema, "answer") };
        }

        if (parse.GetValue(_effort) is { } effort)
        {
            request.Reasoning = effort == "none" ? new ReasoningConfiguration { Mode = ReasoningMode.Disabled } : new ReasoningConfiguration { Effort = effort };
        }
    }

    private static RawJson Schema(string json, string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? RawJson.Parse(json) : throw new InvalidDataException($"{file} holds no JSON schema: an object was expected.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{file} holds no JSON: {fault.Message}", fault);
        }
    }
}
