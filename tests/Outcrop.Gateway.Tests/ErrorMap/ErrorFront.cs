namespace Outcrop.Gateway.Tests.ErrorMap;

/// <summary>One way into the gateway: a dialect, a lane of it, and how it is asked.</summary>
/// <param name="Name">Its name in tests.</param>
/// <param name="Dialect">Whose words it speaks.</param>
/// <param name="Model">The model that leads to the lane.</param>
/// <param name="WholePath">Where a whole answer is asked for; <see langword="null"/>: it has only streams.</param>
/// <param name="StreamPath">Where a stream is asked for.</param>
/// <param name="Body">The body without its braces; <c>{M}</c> stands for the model.</param>
/// <param name="Wire">What it asks of Bedrock when it streams.</param>
internal sealed record ErrorFront(string Name, ErrorDialect Dialect, string Model, string? WholePath, string StreamPath, string Body, ErrorWireKind Wire)
{
    public const string Nova = "amazon.nova-lite-v1:0";
    public const string Claude = "anthropic.claude-3-5-haiku-20241022-v1:0";
    public const string OnChat = "openai.gpt-oss-120b-1:0";
    public const string OnResponses = "openai.gpt-oss-20b-1:0";

    /// <summary>Two targets.</summary>
    public const string Everywhere = "everywhere";

    private const string Named = "\"model\":\"{M}\",";
    private const string Hello = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";

    public static IReadOnlyList<ErrorFront> All { get; } =
    [
        new("seed", ErrorDialect.Seed, Nova, null, "/chat/completions/stream", Named + Hello, ErrorWireKind.Converse),
        new("openai-chat", ErrorDialect.OpenAI, Nova, "/v1/chat/completions", "/v1/chat/completions", Named + Hello, ErrorWireKind.Converse),
        new("openai-completions", ErrorDialect.OpenAI, Nova, "/v1/completions", "/v1/completions", Named + "\"prompt\":\"Hello\"", ErrorWireKind.Converse),
        new("openai-responses", ErrorDialect.Responses, Nova, "/v1/responses", "/v1/responses", Named + "\"input\":\"Hello\"", ErrorWireKind.Converse),
        new("openai-chat-native", ErrorDialect.OpenAI, OnChat, "/v1/chat/completions", "/v1/chat/completions", Named + Hello, ErrorWireKind.ChatEvents),
        new("openai-responses-native", ErrorDialect.Responses, OnResponses, "/v1/responses", "/v1/responses", Named + "\"store\":false,\"input\":\"Hello\"", ErrorWireKind.ResponsesEvents),
        new("anthropic-messages", ErrorDialect.Anthropic, Nova, "/v1/messages", "/v1/messages", Named + "\"max_tokens\":16," + Hello, ErrorWireKind.Converse),
        new("anthropic-messages-native", ErrorDialect.Anthropic, Claude, "/v1/messages", "/v1/messages", Named + "\"max_tokens\":16," + Hello, ErrorWireKind.Invoke),
        new("bedrock-converse", ErrorDialect.Bedrock, Nova, "/model/{M}/converse", "/model/{M}/converse-stream", "\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}]", ErrorWireKind.Converse),
        new("bedrock-invoke", ErrorDialect.Bedrock, Claude, "/model/{M}/invoke", "/model/{M}/invoke-with-response-stream", "\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":16," + Hello, ErrorWireKind.Invoke),
    ];

    /// <summary>Whether it passes on the body as it came, so that only Bedrock can find fault with it.</summary>
    public bool PassesBodyOn => Dialect == ErrorDialect.Bedrock;

    /// <summary>Whether it asks for a stream, each way it can be asked.</summary>
    public IEnumerable<bool> Ways => WholePath is null ? [true] : [false, true];

    public static ErrorFront Of(string name) => All.Single(front => front.Name == name);

    public string PathOf(bool streamed, string? model = null) => (streamed ? StreamPath : WholePath!).Replace("{M}", Uri.EscapeDataString(model ?? Model), StringComparison.Ordinal);

    public string BodyOf(bool streamed, string? model = null) =>
        "{" + Body.Replace("{M}", model ?? Model, StringComparison.Ordinal) + (streamed && Dialect is not (ErrorDialect.Seed or ErrorDialect.Bedrock) ? ",\"stream\":true}" : "}");

    public override string ToString() => Name;
}
