using System.Text.Json;
using System.Text.Unicode;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.Seed;

/// <summary>
/// Reads the body of <c>POST /chat/completions/stream</c> in one pass. Unknown members are passed over; everything that is wrong is a 400 that names its
/// path. The repository's <c>token</c> is a secret and is never even read.
/// </summary>
internal ref struct SeedRequestReader
{
    private const int MostMessages = 10_000;
    private const int MostVariables = 100;
    private const int MostMembers = 1_000;
    private const int MostDepth = 128;

    private Utf8JsonReader _json;

    private SeedRequestReader(ReadOnlySpan<byte> body) => _json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MostDepth });

    /// <summary>Reads a body.</summary>
    /// <param name="body">The bytes.</param>
    /// <exception cref="GatewayException">The body is not what it should be.</exception>
    public static SeedChatRequest Read(ReadOnlySpan<byte> body)
    {
        // Utf8JsonReader checks the text of a string only when it is asked for it, so bad bytes in members we pass over would go unseen.
        if (!Utf8.IsValid(body))
        {
            throw Wrong("body", "is not UTF-8");
        }

        try
        {
            return new SeedRequestReader(body).ReadRequest();
        }
        catch (JsonException exception)
        {
            throw Wrong("body", $"is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})");
        }
    }

    private SeedChatRequest ReadRequest()
    {
        if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong("body", "must be a JSON object");
        }

        var request = new SeedChatRequest();
        var names = new HashSet<string>(StringComparer.Ordinal);
        bool hasMessages = false;
        while (ReadMember("body", names) is { } name)
        {
            switch (name)
            {
                case "messages":
                    ReadMessages(request.Messages);
                    hasMessages = true;
                    break;
                case "provider":
                    request.Provider = ReadText(name);
                    break;
                case "model":
                    request.Model = ReadText(name);
                    break;
                case "repo_url":
                    request.RepositoryUrl = ReadText(name);
                    break;
                case "type":
                    request.RepositoryType = ReadText(name);
                    break;
                case "language":
                    request.Language = ReadText(name);
                    break;
                case "prompt":
                    request.Prompt = ReadText(name);
                    break;
                case "variables":
                    ReadVariables(request.Variables);
                    break;
                case "temperature":
                    request.Temperature = ReadNumber(name, 0, 2);
                    break;
                case "top_p":
                    request.TopP = ReadNumber(name, 0, 1);
                    break;
                case "max_tokens":
                    request.MaxTokens = ReadPositive(name);
                    break;
                default:
                    _json.Skip();
                    break;
            }
        }

        // Also finds anything but white space behind the object.
        _json.Read();
        Check(request.Messages, hasMessages);
        return request;
    }

    private static void Check(List<SeedMessage> messages, bool hasMessages)
    {
        if (messages.Count == 0)
        {
            throw Wrong("messages", hasMessages ? "must not be empty" : "is required");
        }

        if (messages[^1].Role != "user")
        {
            throw Wrong($"messages[{messages.Count - 1}].role", "the last message must be from the user");
        }

        if (string.IsNullOrWhiteSpace(messages[^1].Content))
        {
            throw Wrong($"messages[{messages.Count - 1}].content", "must not be blank");
        }
    }

    private void ReadMessages(List<SeedMessage> messages)
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong("messages", "must be an array");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            string path = $"messages[{messages.Count}]";
            if (messages.Count == MostMessages)
            {
                throw Wrong("messages", $"must not have more than {MostMessages} items");
            }

            if (_json.TokenType != JsonTokenType.StartObject)
            {
                throw Wrong(path, "must be an object");
            }

            names.Clear();
            messages.Add(ReadMessage(path, names));
        }
    }

    private SeedMessage ReadMessage(string path, HashSet<string> names)
    {
        string? role = null;
        string? content = null;
        while (ReadMember(path, names) is { } name)
        {
            switch (name)
            {
                case "role":
                    role = ReadText($"{path}.role");
                    break;
                case "content":
                    content = ReadText($"{path}.content");
                    break;
                default:
                    _json.Skip();
                    break;
            }
        }

        return role is not ("user" or "assistant" or "system")
            ? throw Wrong($"{path}.role", "must be user, assistant or system")
            : new SeedMessage(role, content ?? throw Wrong($"{path}.content", "is required and must be a string"));
    }

    private void ReadVariables(Dictionary<string, string> variables)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (_json.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong("variables", "must be an object of strings");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        while (ReadMember("variables", names) is { } name)
        {
            if (variables.Count == MostVariables)
            {
                throw Wrong("variables", $"must not have more than {MostVariables} members");
            }

            variables[name] = ReadText("variables: a value") ?? throw Wrong("variables", "every value must be a string");
        }
    }

    /// <summary>Reads the next member's name; <see langword="null"/> at the object's end. Whoever reads duplicates must choose one, and the next reader may choose the other.</summary>
    private string? ReadMember(string path, HashSet<string> names)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            return null;
        }

        string name = Text(path, "a member's name");
        if (!names.Add(name))
        {
            throw Wrong(path, $"has the member '{Logging.SafeText.Clean(name)}' twice");
        }

        return names.Count > MostMembers ? throw Wrong(path, $"has more than {MostMembers} members") : name;
    }

    private string? ReadText(string path)
    {
        _json.Read();
        return _json.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => Text(path, null),
            _ => throw Wrong(path, "must be a string"),
        };
    }

    private readonly string Text(string path, string? what)
    {
        string text;
        try
        {
            text = _json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong(path, $"{(what is null ? "" : $"{what} ")}is not valid text (half of a surrogate pair)");
        }

        return text.Contains('\0') ? throw Wrong(path, $"{(what is null ? "" : $"{what} ")}must not hold a NUL character") : text;
    }

    private double? ReadNumber(string path, double least, double most)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        return _json.TokenType == JsonTokenType.Number && _json.TryGetDouble(out double number) && number >= least && number <= most
            ? number
            : throw Wrong(path, $"must be a number from {least} to {most}");
    }

    private int? ReadPositive(string path)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        return _json.TokenType == JsonTokenType.Number && _json.TryGetInt32(out int number) && number > 0
            ? number
            : throw Wrong(path, "must be a whole number above 0");
    }

    private static GatewayException Wrong(string path, string message) => new(GatewayError.InvalidRequest($"{path}: {message}"));
}
