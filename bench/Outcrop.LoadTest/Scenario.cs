using System.Text;

namespace Outcrop.LoadTest;

/// <summary>One kind of load.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Model">Which of the mock's models.</param>
/// <param name="Connections">How many callers at once, each waiting for its answer before it asks again.</param>
/// <param name="PromptBytes">The length of the request's body, about.</param>
/// <param name="Requests">How many requests a round has.</param>
/// <param name="Whole">Whether the answer comes as one body instead of a stream.</param>
internal sealed record Scenario(string Name, string Model, int Connections, int PromptBytes, int Requests, bool Whole = false)
{
    /// <summary>Whether tokens and not requests are what is counted.</summary>
    public bool CountsTokens => Model == MockUpstream.PacedModel;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("quick stream, 32 connections", MockUpstream.QuickModel, 32, 1_800, 12_000),
        new("quick whole answer, 32 connections", MockUpstream.QuickModel, 32, 1_800, 12_000, Whole: true),
        new("quick stream, 1 connection", MockUpstream.QuickModel, 1, 1_800, 4_000),
        new("50 ms upstream, 64 connections", MockUpstream.SlowModel, 64, 1_800, 3_000),
        new("100 KB prompt, 32 connections", MockUpstream.QuickModel, 32, 100_000, 2_500),
        new("a paced token, 100 streams", MockUpstream.PacedModel, 100, 1_800, 300),
    ];

    /// <summary>The request as it goes over the wire.</summary>
    /// <param name="candidate">Whom it is for.</param>
    public byte[] Request(Candidate candidate)
    {
        byte[] body = Encoding.UTF8.GetBytes(Body(candidate.Dialect));
        string path = candidate.Dialect switch
        {
            Dialect.Seed => "/chat/completions/stream",
            Dialect.OpenAI => "/v1/chat/completions",
            Dialect.Anthropic => "/v1/messages",
            Dialect.Bytes => $"/model/{Uri.EscapeDataString(Model)}/{(Whole ? "converse" : "converse-stream")}",
            _ => throw new InvalidOperationException($"Unknown dialect {candidate.Dialect}."),
        };
        return [.. Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{candidate.Port}\r\nAuthorization: Bearer {Candidate.Key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];
    }

    private string Body(Dialect dialect)
    {
        const string Sentence = "The quick brown fox said \\\"no\\\" to the lazy dog, twice, and went its way.\\n";
        var text = new StringBuilder();
        while (text.Length < PromptBytes - 250)
        {
            text.Append(Sentence);
        }

        int half = text.Length / 2 / Sentence.Length * Sentence.Length;
        string messages = string.Join(',', Turn("user", text.ToString(0, half)), Turn("assistant", "Go on."), Turn("user", text.ToString(half, text.Length - half)));
        string stream = (dialect, Whole) switch
        {
            (Dialect.OpenAI, false) => "\"stream\":true,\"stream_options\":{\"include_usage\":true},",
            (Dialect.Anthropic, false) => "\"stream\":true,",
            _ => "",
        };
        return dialect == Dialect.Bytes
            ? $$"""{"inferenceConfig":{"temperature":0.5,"maxTokens":512},"messages":[{{messages}}]}"""
            : $$"""{"model":"{{Model}}",{{stream}}"temperature":0.5,"max_tokens":512,"messages":[{{messages}}]}""";

        string Turn(string role, string words) => dialect == Dialect.Bytes
            ? $$"""{"role":"{{role}}","content":[{"text":"{{words}}"}]}"""
            : $$"""{"role":"{{role}}","content":"{{words}}"}""";
    }
}
