namespace Outcrop.Testing.Raw;

/// <summary>A streaming endpoint of the gateway, as a caller's bytes have it: how it is asked, and how its answers end.</summary>
/// <param name="Name">Its name in test output.</param>
/// <param name="Path">The path.</param>
/// <param name="Template">The body, with <c>{0}</c> where the caller's words go and <c>{1}</c> where <c>true</c> or <c>false</c> says whether it is streamed.</param>
/// <param name="End">What stands in an answer that ended properly and in no other.</param>
/// <param name="Mark">What stands in an answer that a stopping gateway ended.</param>
/// <param name="Status">The status of a refusal by a stopping gateway.</param>
public sealed record StreamDialect(string Name, string Path, string Template, string End, string Mark, int Status)
{
    private const string Claude = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Nova = "amazon.nova-lite-v1:0";
    private const string Messages = "\"messages\":[{{\"role\":\"user\",\"content\":\"{0}\"}}]";
    private const string Overloaded = "\"type\":\"overloaded_error\"";
    private const string ShuttingDown = "\"code\":\"shutting_down\"";

    // How the base64 of Claude's last event begins.
    private const string ClaudeStop = "eyJ0eXBlIjoibWVzc2FnZV9zdG9w";
    private const string Unavailable = "serviceUnavailableException";

    /// <summary>All that stream: every dialect, and each of its lanes.</summary>
    public static IReadOnlyList<StreamDialect> All { get; } =
    [
        new("seed", "/chat/completions/stream", $"{{{{\"model\":\"{Claude}\",{Messages}}}}}", "", "[outcrop-error] ShuttingDown", 503),
        new("chat", "/v1/chat/completions", $"{{{{\"model\":\"{Claude}\",\"stream\":{{1}},{Messages}}}}}", "[DONE]", ShuttingDown, 503),
        new("completions", "/v1/completions", $"{{{{\"model\":\"{Claude}\",\"stream\":{{1}},\"prompt\":\"{{0}}\"}}}}", "[DONE]", ShuttingDown, 503),
        new("responses", "/v1/responses", $"{{{{\"model\":\"{Claude}\",\"stream\":{{1}},\"input\":\"{{0}}\"}}}}", "event: response.completed", ShuttingDown, 503),
        new("messages", "/v1/messages", $"{{{{\"model\":\"{Nova}\",\"max_tokens\":1000,\"stream\":{{1}},{Messages}}}}}", "event: message_stop", Overloaded, 529),
        new("messages, native", "/v1/messages", $"{{{{\"model\":\"{Claude}\",\"max_tokens\":1000,\"stream\":{{1}},{Messages}}}}}", "event: message_stop", Overloaded, 529),
        new("converse", $"/model/{Claude.Replace(":", "%3A", StringComparison.Ordinal)}/converse-stream", "{{\"messages\":[{{\"role\":\"user\",\"content\":[{{\"text\":\"{0}\"}}]}}]}}", "messageStop", Unavailable, 503),
        new("invoke", $"/model/{Claude.Replace(":", "%3A", StringComparison.Ordinal)}/invoke-with-response-stream",
            $"{{{{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":1000,{Messages}}}}}", ClaudeStop, Unavailable, 503),
    ];

    /// <summary>The path for an answer in one piece, or <see langword="null"/> where there is none.</summary>
    public string? WholePath => Name switch
    {
        "seed" => null,
        "converse" => Path[..^"-stream".Length],
        "invoke" => Path[..^"-with-response-stream".Length],
        _ => Path,
    };

    /// <summary>The bytes of a request.</summary>
    /// <param name="words">The caller's words; no character that JSON escapes.</param>
    /// <param name="isStream">Whether the answer is streamed.</param>
    /// <param name="headers">Further header lines, each with its end.</param>
    public byte[] Request(string words, bool isStream = true, string headers = "")
    {
        string body = string.Format(System.Globalization.CultureInfo.InvariantCulture, Template, words, isStream ? "true" : "false");
        return System.Text.Encoding.ASCII.GetBytes(
            $"POST {(isStream ? Path : WholePath)} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{headers}\r\n{body}");
    }

    /// <summary>Whether an answer ended as its model wanted.</summary>
    /// <param name="answer">The answer.</param>
    public bool IsEnded(RawAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer is { Status: 200, IsWhole: true } && !answer.Body.Contains(Mark, StringComparison.Ordinal) && answer.Body.Contains(End, StringComparison.Ordinal);
    }

    /// <summary>Whether an answer tells, in its dialect, that the gateway stopped; the seed's dialect has no end but a body's that does not come.</summary>
    /// <param name="answer">The answer.</param>
    public bool IsTold(RawAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Status == 200 && answer.IsWhole == (Name != "seed") && answer.Body.Contains(Mark, StringComparison.Ordinal) && (End.Length == 0 || !answer.Body.Contains(End, StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
