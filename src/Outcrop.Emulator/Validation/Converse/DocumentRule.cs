using System.Text.Json;
using System.Text.RegularExpressions;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Converse;

/// <summary>Documents: at most five, with names of harmless characters that no other document of the request has, and beside some text.</summary>
internal static partial class DocumentRule
{
    private const int Most = 5;

    public static void Check(JsonElement body)
    {
        List<ConverseBlock> documents = [.. ConverseBlock.Of(body).Where(block => block.Kind == "document")];
        if (documents.Count == 0)
        {
            return;
        }

        if (documents.Count > Most)
        {
            throw Of(Format($"You can't include more than {Most} documents in a request. Reduce the number of documents and retry your request."));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in documents.Select(document => Text(document.Value, "name") ?? ""))
        {
            // Underscores are let through though the text does not list them; tabs and wide spaces are not (both reported from AWS).
            if (!NamePattern().IsMatch(name))
            {
                throw Of(
                    "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can't contain "
                    + "more than one consecutive whitespace character. Check that the file name conforms to these restrictions and retry your request.");
            }

            if (!names.Add(name))
            {
                throw Of("Messages can't contain duplicate document names. Rename the document and retry your request.");
            }
        }

        foreach (ConverseBlock document in documents.Where(document => document.Inner is null && document.Role == "user"))
        {
            JsonElement message = Items(body, "messages").ElementAt(document.Message);
            if (!Items(message, "content").Any(block => Member(block, "text") is not null))
            {
                throw Of("A text block must be included when using documents.");
            }
        }
    }

    [GeneratedRegex(@"^(?!.*  )[A-Za-z0-9_ \-()\[\]]+$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
