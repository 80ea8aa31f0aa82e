using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Wire.Json;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Betas;

/// <summary>The beta flags of a request: the headers <c>anthropic-beta</c>, each a list with commas, and the body's member <c>anthropic_beta</c>, which Bedrock's own clients send.</summary>
internal static class BetaHeader
{
    private const string Header = "anthropic-beta";
    private const string Member = "anthropic_beta";
    private const int Longest = 128;
    private const int Most = 64;

    private static readonly System.Buffers.SearchValues<char> s_characters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-:");

    /// <summary>Reads them, each once, in their order.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="body">Its body.</param>
    /// <exception cref="Pipeline.GatewayException">One is no flag.</exception>
    public static IReadOnlyList<string> Read(IHeaderDictionary headers, JsonEnvelope body)
    {
        List<string>? betas = null;
        foreach (string? line in headers[Header])
        {
            foreach (string beta in (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                Add(ref betas, beta, Header);
            }
        }

        if (body.TryGet(Member, out JsonMember member) && member.Kind != JsonTokenType.Null)
        {
            ReadMember(body.GetValue(member), ref betas);
        }

        return betas ?? (IReadOnlyList<string>)[];
    }

    private static void ReadMember(ReadOnlyMemory<byte> value, ref List<string>? betas)
    {
        using JsonDocument document = JsonDocument.Parse(value);
        if (document.RootElement.ValueKind == JsonValueKind.String)
        {
            Add(ref betas, document.RootElement.GetString()!, Member);
            return;
        }

        foreach (JsonElement beta in RequestJson.Items(document.RootElement, Member))
        {
            Add(ref betas, RequestJson.Text(beta, Member), Member);
        }
    }

    private static void Add(ref List<string>? betas, string beta, string where)
    {
        if (beta.Length is 0 or > Longest || beta.AsSpan().ContainsAnyExcept(s_characters))
        {
            throw RequestJson.Wrong(where, "holds what is no beta flag");
        }

        betas ??= [];
        if (betas.Count == Most)
        {
            throw RequestJson.Wrong(where, $"holds more than {Most} beta flags");
        }

        if (!betas.Contains(beta))
        {
            betas.Add(beta);
        }
    }
}
