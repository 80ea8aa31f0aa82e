using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using static Outcrop.Emulator.Answers.JsonMembers;

namespace Outcrop.Emulator.Answers;

/// <summary>Finds, in the documents that may be cited, the sentence that has most of the question's words.</summary>
internal static partial class CitationFinder
{
    /// <summary>Sentences and blocks that are looked at; what comes behind is not quoted.</summary>
    private const int MostPlaces = 10_000;

    /// <param name="body">A Converse or an Anthropic Messages request.</param>
    /// <param name="question">What the user asked.</param>
    /// <returns>The place; <see langword="null"/> where nothing may be cited.</returns>
    public static Citation? Find(JsonElement body, string question)
    {
        var found = new List<Citation>();
        int documents = 0;
        int results = 0;
        foreach (JsonElement message in Items(Member(body, "messages")))
        {
            foreach (JsonElement block in Items(Member(message, "content")))
            {
                Collect(block, found, ref documents, ref results);
            }
        }

        HashSet<string> asked = Words(question);
        return found.MaxBy(citation => Words(citation.Quote).Count(asked.Contains));
    }

    private static void Collect(JsonElement block, List<Citation> found, ref int documents, ref int results)
    {
        JsonElement inner = Member(block, "document") ?? Member(block, "searchResult") ?? block;
        string kind = Member(block, "document") is not null ? "document" : Member(block, "searchResult") is not null ? "search_result" : Text(block, "type") ?? "";
        switch (kind)
        {
            case "document":
                int document = documents++;
                if (MayBeCited(inner))
                {
                    AddDocument(inner, document, found);
                }

                break;
            case "search_result":
                int result = results++;
                if (MayBeCited(inner))
                {
                    AddBlocks(Member(inner, "content"), CitationPlace.SearchResult, result, Text(inner, "title"), Text(inner, "source"), found);
                }

                break;
            default:
                // Tools bring search results as their own.
                foreach (JsonElement part in Items(Member(Member(block, "toolResult") ?? block, "content")))
                {
                    Collect(part, found, ref documents, ref results);
                }

                break;
        }
    }

    private static void AddDocument(JsonElement document, int index, List<Citation> found)
    {
        string? title = Text(document, "title") ?? Text(document, "name");
        JsonElement source = Member(document, "source") ?? document;
        if (Member(source, "content") is { ValueKind: JsonValueKind.Array } blocks)
        {
            AddBlocks(blocks, CitationPlace.Blocks, index, title, null, found);
        }
        else if (Text(document, "format") == "pdf" || Text(source, "media_type") == "application/pdf")
        {
            // No PDF is read here: its first page stands for all of it.
            found.Add(new Citation(CitationPlace.Pages, index, 1, 2, title is null ? "The first page." : $"The first page of {title}.", title, null));
        }
        else if ((Text(source, "text") ?? (Text(source, "type") == "text" ? Text(source, "data") : Decoded(source))) is { } text)
        {
            foreach (Match sentence in SentencePattern().Matches(text).Take(MostPlaces - found.Count))
            {
                found.Add(new Citation(CitationPlace.Characters, index, sentence.Index, sentence.Index + sentence.Length, sentence.Value, title, null));
            }
        }
    }

    private static void AddBlocks(JsonElement? blocks, CitationPlace place, int index, string? title, string? source, List<Citation> found)
    {
        int number = 0;
        foreach (JsonElement block in Items(blocks))
        {
            if (found.Count < MostPlaces && Text(block, "text") is { Length: > 0 } text)
            {
                found.Add(new Citation(place, index, number, number + 1, text, title, source));
            }

            number++;
        }
    }

    private static string? Decoded(JsonElement source) =>
        Member(source, "bytes") is { ValueKind: JsonValueKind.String } base64 && base64.TryGetBytesFromBase64(out byte[]? bytes) ? Encoding.UTF8.GetString(bytes) : null;

    private static bool MayBeCited(JsonElement block) =>
        Member(block, "citations") is { } citations && Member(citations, "enabled") is { ValueKind: JsonValueKind.True };

    private static HashSet<string> Words(string text) =>
        [.. WordPattern().Matches(text).Select(word => word.Value.ToLowerInvariant())];

    [GeneratedRegex(@"\S[^.!?\n]*[.!?]*\s*", RegexOptions.CultureInvariant)]
    private static partial Regex SentencePattern();

    [GeneratedRegex(@"\w{3,}", RegexOptions.CultureInvariant)]
    private static partial Regex WordPattern();
}
