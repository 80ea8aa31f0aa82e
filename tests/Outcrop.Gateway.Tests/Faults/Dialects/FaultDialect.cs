using System.Text;
using System.Text.Json;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Faults.Dialects;

/// <summary>A dialect as a client of it speaks it, with its column of the error map (faults.md, section 3) written out. Stateless.</summary>
public abstract class FaultDialect
{
    public const string Nova = "amazon.nova-micro-v1:0";
    public const string Claude = "anthropic.claude-3-haiku-20240307-v1:0";

    /// <summary>What the model says unless a case has it say something else.</summary>
    public const string Said = "alpha bravo charlie delta echo foxtrot golf hotel india juliet";

    /// <summary>All that stream: every dialect, and each of its lanes.</summary>
    public static IReadOnlyList<FaultDialect> All { get; } =
    [
        new SeedDialect(), new ChatDialect(), new ChatByInvokeDialect(), new CompletionsDialect(), new ResponsesDialect(), new MessagesDialect(), new ClaudeMessagesDialect(), new ConverseDialect(), new InvokeDialect(),
    ];

    public abstract string Name { get; }

    /// <summary>The front-end's name in metrics.</summary>
    public abstract string FrontEnd { get; }

    /// <summary>What stands in a stream that its model has finished, and in no other; empty where only HTTP says so.</summary>
    public virtual string Finish => "";

    /// <summary>Whether Bedrock is asked by InvokeModel; else by Converse.</summary>
    public virtual bool IsInvoke => false;

    /// <summary>Whether answers can be asked for as a whole.</summary>
    public virtual bool HasWhole => true;

    /// <summary>Whether a broken stream of it ends as HTTP wants it, its mark being the end that clients look for.</summary>
    public virtual bool MarkEndsBody => true;

    /// <summary>Whether bodies are passed on as they are, so that Bedrock judges them.</summary>
    public virtual bool PassesBodies => false;

    /// <summary>The frames before the first content.</summary>
    public int FramesBeforeContent => IsInvoke ? 2 : 1;

    /// <summary>The operation Bedrock is asked for.</summary>
    public string Operation(bool streamed) => (IsInvoke, streamed) switch
    {
        (true, true) => "InvokeModelWithResponseStream",
        (true, false) => "InvokeModel",
        (false, true) => "ConverseStream",
        (false, false) => "Converse",
    };

    /// <summary>The path a request goes to.</summary>
    public abstract string Path(bool streamed, string? model = null);

    /// <summary>A request of one short message, with further members in front.</summary>
    public abstract string Body(bool streamed, string text = "Hello");

    /// <summary>How it tells a failure as a whole answer: status and words.</summary>
    public abstract (int Status, string Error) ErrorOf(FaultKind kind);

    /// <summary>How it tells a failure within a stream.</summary>
    public abstract string MarkOf(FaultKind kind);

    /// <summary>Reads the error of a whole answer.</summary>
    public abstract string ReadError(FaultAnswer answer);

    /// <summary>Reads an answer of status 200.</summary>
    public FaultReading Read(FaultAnswer answer, bool streamed) => streamed ? ReadStream(answer) : ReadWhole(JsonDocument.Parse(answer.Body).RootElement);

    public HttpRequestMessage Request(bool streamed) => Request(Path(streamed), Encoding.UTF8.GetBytes(Body(streamed)));

    public HttpRequestMessage Request(string path, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.Add("Content-Type", "application/json");
        request.Headers.Add("Authorization", $"Bearer {Sample.Key}");
        return request;
    }

    /// <summary>The same request as bytes, for callers of bad manners.</summary>
    public byte[] Raw(bool streamed, string text = "Hello")
    {
        string body = Body(streamed, text);
        return Encoding.ASCII.GetBytes($"POST {Path(streamed)} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {Sample.Key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    public override string ToString() => Name;

    protected abstract FaultReading ReadStream(FaultAnswer answer);

    protected abstract FaultReading ReadWhole(JsonElement answer);

    /// <summary>The data of a stream's events, comments and <c>[DONE]</c> left out.</summary>
    protected static IEnumerable<JsonElement> EventsOf(string stream) => stream.Split('\n')
        .Where(static line => line.StartsWith("data: ", StringComparison.Ordinal) && line != "data: [DONE]")
        .Select(static line => JsonDocument.Parse(line["data: ".Length..]).RootElement);

    /// <summary>A member of a member…, as text; <see langword="null"/> where there is none.</summary>
    protected static string? TextAt(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > 0)
            {
                element = element[0];
            }

            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
    }
}
