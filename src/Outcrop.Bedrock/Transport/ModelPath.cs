using System.Text;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Transport;

/// <summary>Puts identifiers into a request's path. The only place that does, so that no identifier can climb out of its segment.</summary>
internal static class ModelPath
{
    private const int MaxLength = 2048;

    /// <summary>The path of an operation on a model: <c>/model/{id}/{operation}</c>.</summary>
    /// <param name="modelId">The model's id or ARN.</param>
    /// <param name="operation">The operation: <c>converse</c>, <c>invoke</c>, ….</param>
    /// <exception cref="BedrockException">Kind Validation: no identifier.</exception>
    public static string For(string modelId, string operation) => $"/model/{Encode(modelId)}/{operation}";

    /// <summary>An identifier as one segment of a path: <c>:</c> as <c>%3A</c>, <c>/</c> as <c>%2F</c>, as AWS's SDKs send them.</summary>
    /// <param name="id">The identifier.</param>
    /// <exception cref="BedrockException">Kind Validation: not of <c>^[A-Za-z0-9][A-Za-z0-9.:/_-]{0,2047}$</c>, or with a segment of dots.</exception>
    public static string Encode(string id)
    {
        if (!IsValid(id))
        {
            throw new BedrockException(BedrockErrorKind.Validation, $"The model identifier '{ErrorText.Clean(id.Length > 128 ? id[..128] : id)}' is not valid.");
        }

        if (!id.AsSpan().ContainsAny(':', '/'))
        {
            return id;
        }

        var encoded = new StringBuilder(id.Length + 32);
        foreach (char c in id)
        {
            switch (c)
            {
                case ':':
                    encoded.Append("%3A");
                    break;
                case '/':
                    encoded.Append("%2F");
                    break;
                default:
                    encoded.Append(c);
                    break;
            }
        }

        return encoded.ToString();
    }

    private static bool IsValid(string id)
    {
        if (id.Length is 0 or > MaxLength || !char.IsAsciiLetterOrDigit(id[0]))
        {
            return false;
        }

        foreach (char c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or ':' or '/' or '_' or '-'))
            {
                return false;
            }
        }

        foreach (Range segment in id.AsSpan().Split('/'))
        {
            if (id.AsSpan()[segment] is "." or "..")
            {
                return false;
            }
        }

        return true;
    }
}
