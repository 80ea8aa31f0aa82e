using System.Text;

namespace Outcrop.Emulator.Tests.Validation;

/// <summary>Pieces of requests for the rules' tests.</summary>
internal static class RuleCase
{
    public const string Haiku3 = "anthropic.claude-3-haiku-20240307-v1%3A0";
    public const string Haiku35 = "anthropic.claude-3-5-haiku-20241022-v1%3A0";
    public const string Sonnet45 = "us.anthropic.claude-sonnet-4-5-20250929-v1%3A0";
    public const string Sonnet46 = "us.anthropic.claude-sonnet-4-6";
    public const string Sonnet5 = "us.anthropic.claude-sonnet-5";
    public const string NovaLite = "us.amazon.nova-lite-v1%3A0";
    public const string NovaMicro = "us.amazon.nova-micro-v1%3A0";
    public const string Llama31 = "us.meta.llama3-1-70b-instruct-v1%3A0";
    public const string Model = "The model returned the following errors: ";
    public const string Tool = """{"toolSpec":{"name":"t","inputSchema":{"json":{"type":"object"}}}}""";
    public const string Tools = ""","toolConfig":{"tools":[""" + Tool + "]}";
    public const string Point = """{"cachePoint":{"type":"default"}}""";

    public static string Png { get; } = Convert.ToBase64String([0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13]);

    public static string Jpeg { get; } = Convert.ToBase64String([0xFF, 0xD8, 0xFF, 0xE0, 0, 16]);

    /// <summary>A Converse request of one user message.</summary>
    public static string Ask(string content, string more = "") => $$"""{"messages":[{"role":"user","content":[{{content}}]}]{{more}}}""";

    /// <summary>A Converse request of turns "role: blocks".</summary>
    public static string Talk(string more, params string[] turns) => $$"""{"messages":[{{Join(turns)}}]{{more}}}""";

    /// <summary>A Messages body of one user message.</summary>
    public static string Message(string content, string more = "") =>
        $$"""{"anthropic_version":"bedrock-2023-05-31","max_tokens":2000,"messages":[{"role":"user","content":[{{content}}]}]{{more}}}""";

    /// <summary>A Messages body of turns.</summary>
    public static string Messages(string more, params string[] turns) => $$"""{"anthropic_version":"bedrock-2023-05-31","max_tokens":2000,"messages":[{{Join(turns)}}]{{more}}}""";

    public static string Image(string format, string base64) => $$$$"""{"image":{"format":"{{{{format}}}}","source":{"bytes":"{{{{base64}}}}"}}}""";

    public static string Document(string name) => $$$$"""{"document":{"format":"txt","name":"{{{{name}}}}","source":{"bytes":"eA=="}}}""";

    public static string Call(string id) => $$$$"""{"toolUse":{"toolUseId":"{{{{id}}}}","name":"t","input":{}}}""";

    public static string Result(string id, string content = """{"text":"r"}""", string more = "") => $$$$"""{"toolResult":{"toolUseId":"{{{{id}}}}","content":[{{{{content}}}}]{{{{more}}}}}}""";

    public static string Repeat(string text, int count) => string.Join(',', Enumerable.Repeat(text, count));

    /// <summary>Different words, so that the tokens count as such.</summary>
    public static string Words(int count)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            text.Append("word ");
        }

        return text.ToString().TrimEnd();
    }

    private static string Join(string[] turns) => string.Join(',', turns.Select(turn =>
    {
        int colon = turn.IndexOf(": ", StringComparison.Ordinal);
        return $$"""{"role":"{{turn[..colon]}}","content":[{{turn[(colon + 2)..]}}]}""";
    }));
}
