using System.CommandLine;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Cli.Options;

/// <summary>A chat request on the command line: a file of it, single parameters, or both; a parameter wins over the file.</summary>
internal sealed class ChatRequestOptions
{
    private const string DefaultModel = "anthropic.claude-3-haiku-20240307-v1:0";
    private readonly Option<string?> _model = new("--model", "-m") { Description = $"Model id, inference profile id or ARN [default: the file's modelId, else {DefaultModel}]" };
    private readonly Option<string?> _file = new("--file", "-f") { Description = "A Converse request as JSON, - for standard input; it may hold modelId beside the body's members" };
    private readonly Option<string?> _system = new("--system") { Description = "System prompt" };
    private readonly Option<double?> _temperature = new("--temperature") { Description = "0 to 1" };
    private readonly Option<double?> _topP = new("--top-p") { Description = "0 to 1" };
    private readonly Option<int?> _topK = new("--top-k") { Description = "The most likely tokens sampled from" };
    private readonly Option<int?> _maxTokens = new("--max-tokens") { Description = "The most tokens of the answer" };
    private readonly Option<string[]> _stop = new("--stop") { Description = "A text at which the model stops; may be given again" };
    private readonly Option<string?> _prefill = new("--prefill") { Description = "The beginning of the answer" };
    private readonly Option<KeyValuePair<string, string>[]> _field = new("--field")
    {
        Description = "A field of the model's own as NAME=JSON; may be given again",
        CustomParser = static result => [.. result.Tokens.Select(token => Field(token.Value, result.AddError))],
    };
    private readonly Option<string[]> _tool = new("--tool") { Description = "A file with a tool as JSON: Converse's toolSpec, or its members; may be given again" };
    private readonly Option<string[]> _image = new("--image") { Description = "A png, jpeg, gif or webp file; may be given again" };
    private readonly AnswerOptions _answer = new();
    private readonly Argument<string[]> _prompt = new("prompt") { Description = "The question", Arity = ArgumentArity.ZeroOrMore };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_model, _file, _system, _temperature, _topP, _topK, _maxTokens, _stop, _prefill, _field, _tool, _image])
        {
            command.Add(option);
        }

        _answer.AddTo(command);
        command.Add(_prompt);
    }

    /// <summary>What the command line says; with neither a question nor a file, standard input is the file.</summary>
    /// <param name="parse">The parsed command line.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<ConverseRequest> ReadAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        string prompt = string.Join(' ', parse.GetValue(_prompt) ?? []);
        string? file = parse.GetValue(_file) ?? (prompt.Length == 0 && Console.IsInputRedirected ? "-" : null);
        string json = file switch
        {
            null => "{\"messages\":[]}",
            "-" => await Console.In.ReadToEndAsync(cancellationToken).ConfigureAwait(false),
            _ => await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false),
        };
        ConverseRequest request = Parse(json, parse.GetValue(_model));
        await AddContentAsync(request, prompt, parse, cancellationToken).ConfigureAwait(false);
        InferenceConfiguration inference = request.InferenceConfig ?? new InferenceConfiguration();
        string[] stops = parse.GetValue(_stop) ?? [];
        inference = inference with
        {
            Temperature = parse.GetValue(_temperature) ?? inference.Temperature,
            TopP = parse.GetValue(_topP) ?? inference.TopP,
            TopK = parse.GetValue(_topK) ?? inference.TopK,
            MaxTokens = parse.GetValue(_maxTokens) ?? inference.MaxTokens,
            StopSequences = stops.Length > 0 ? stops : inference.StopSequences,
        };
        request.InferenceConfig = inference == new InferenceConfiguration() ? request.InferenceConfig : inference;
        await _answer.ApplyAsync(parse, request, cancellationToken).ConfigureAwait(false);
        AddFields(request, parse.GetValue(_field) ?? []);
        return request;
    }

    private static KeyValuePair<string, string> Field(string text, Action<string> fault)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string json = text[(equals + 1)..];
        try
        {
            using JsonDocument value = JsonDocument.Parse(json);
            if (equals > 0)
            {
                return new(text[..equals], json);
            }
        }
        catch (JsonException problem)
        {
            fault($"'{text}': {problem.Message} A text needs quotation marks: {text[..Math.Max(0, equals)]}='\"text\"'.");
            return default;
        }

        fault($"'{text}' is no NAME=JSON.");
        return default;
    }

    /// <summary>A file may be what AWS's command takes, with the model in it.</summary>
    private static ConverseRequest Parse(string json, string? model)
    {
        RawJson body;
        string? named = null;
        try
        {
            body = RawJson.Parse(json);
            using JsonDocument document = JsonDocument.Parse(body.Utf8);
            named = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("modelId", out JsonElement id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException("The request is no JSON: " + fault.Message, fault);
        }

        ConverseRequest request = ConverseRequest.FromJson(body, model ?? named ?? DefaultModel);
        if (named is not null)
        {
            request.AdditionalMembers.Remove("modelId");
        }

        return request;
    }

    private async Task AddContentAsync(ConverseRequest request, string prompt, ParseResult parse, CancellationToken cancellationToken)
    {
        if (parse.GetValue(_system) is { Length: > 0 } system)
        {
            request.System.Add(new TextBlock(system));
        }

        var question = new List<ContentBlock>();
        if (prompt.Length > 0)
        {
            question.Add(new TextBlock(prompt));
        }

        foreach (string image in parse.GetValue(_image) ?? [])
        {
            string format = Path.GetExtension(image).TrimStart('.').ToLowerInvariant();
            question.Add(new ImageBlock(format is "jpg" ? "jpeg" : format, await File.ReadAllBytesAsync(image, cancellationToken).ConfigureAwait(false)));
        }

        if (question.Count > 0)
        {
            request.Messages.Add(new Message(ConversationRole.User, question));
        }

        if (parse.GetValue(_prefill) is { Length: > 0 } prefill)
        {
            request.Messages.Add(new Message(ConversationRole.Assistant, prefill));
        }

        string[] files = parse.GetValue(_tool) ?? [];
        if (files.Length > 0)
        {
            var tools = new List<Tool>(request.ToolConfig?.Tools ?? []);
            foreach (string file in files)
            {
                tools.Add(ToolOf(await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false), file));
            }

            request.ToolConfig = new ToolConfiguration(tools, request.ToolConfig?.ToolChoice);
        }
    }

    private static Tool ToolOf(string json, string file)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        string entry = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("toolSpec", out _) ? json : $"{{\"toolSpec\":{json}}}";
        ConverseRequest read = ConverseRequest.FromJson(RawJson.Parse("{\"messages\":[],\"toolConfig\":{\"tools\":[" + entry + "]}}"), DefaultModel);
        return read.ToolConfig?.Tools is [{ } tool] ? tool : throw new InvalidDataException($"{file} holds no tool.");
    }

    private static void AddFields(ConverseRequest request, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        if (fields.Count == 0)
        {
            return;
        }

        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (request.AdditionalModelRequestFields is { IsEmpty: false } given)
        {
            using JsonDocument document = JsonDocument.Parse(given.Utf8);
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                members[member.Name] = member.Value.Clone();
            }
        }

        foreach ((string name, string json) in fields)
        {
            using JsonDocument document = JsonDocument.Parse(json);
            members[name] = document.RootElement.Clone();
        }

        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach ((string name, JsonElement value) in members)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        request.AdditionalModelRequestFields = new RawJson(buffer.WrittenMemory);
    }
}
