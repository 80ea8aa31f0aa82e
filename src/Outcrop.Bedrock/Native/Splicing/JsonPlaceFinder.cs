using System.Text.Json;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Native.Splicing;

/// <summary>Looks for places in a body, in one pass that goes only where one of them may be. Not thread-safe; one finder for one body.</summary>
internal sealed class JsonPlaceFinder
{
    private readonly IReadOnlyList<JsonPlace> _places;
    private readonly List<string> _path = [];
    private readonly List<JsonFind> _finds = [];

    private JsonPlaceFinder(IReadOnlyList<JsonPlace> places) => _places = places;

    /// <summary>Finds what is there of some places.</summary>
    /// <param name="body">The body.</param>
    /// <param name="places">The places.</param>
    /// <returns>The finds in the order of the document.</returns>
    public static IReadOnlyList<JsonFind> Find(JsonEnvelope body, IReadOnlyList<JsonPlace> places)
    {
        if (places.Count == 0)
        {
            return [];
        }

        var finder = new JsonPlaceFinder(places);
        var reader = new Utf8JsonReader(body.Document.Span, new JsonReaderOptions { MaxDepth = JsonEnvelope.MaxDepth });
        reader.Read();
        finder.WalkObject(ref reader);
        return finder._finds;
    }

    private void WalkObject(ref Utf8JsonReader reader)
    {
        var gaps = new Gaps((int)reader.TokenStartIndex + 1);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int start = (int)reader.TokenStartIndex;
            string name = reader.GetString()!;
            _path.Add(name);
            reader.Read();
            JsonPlace? hit = Hit(ref reader);
            Walk(ref reader, hit);
            gaps.Pass(hit, start, (int)reader.BytesConsumed, _path.Count == 1 ? name : null, _finds);
            _path.RemoveAt(_path.Count - 1);
        }

        gaps.Close(_finds);
    }

    private void WalkArray(ref Utf8JsonReader reader)
    {
        var gaps = new Gaps((int)reader.TokenStartIndex + 1);
        _path.Add("[]");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            JsonPlace? hit = Hit(ref reader);
            Walk(ref reader, hit);
            gaps.Pass(hit, start, (int)reader.BytesConsumed, null, _finds);
        }

        _path.RemoveAt(_path.Count - 1);
        gaps.Close(_finds);
    }

    /// <summary>Moves to the end of the value that the reader stands on.</summary>
    private void Walk(ref Utf8JsonReader reader, JsonPlace? hit)
    {
        if (hit is not null || !MayBeBelow())
        {
            reader.Skip();
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            WalkObject(ref reader);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            WalkArray(ref reader);
        }
    }

    private JsonPlace? Hit(ref Utf8JsonReader reader)
    {
        foreach (JsonPlace place in _places)
        {
            if (place.Is(_path) && (place.Type is null || TypeOf(reader)?.StartsWith(place.Type, StringComparison.Ordinal) == true))
            {
                return place;
            }
        }

        return null;
    }

    private bool MayBeBelow()
    {
        foreach (JsonPlace place in _places)
        {
            if (place.MayBeBelow(_path))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The type that an element says it has. The reader is a copy: the walk goes on where it was.</summary>
    private static string? TypeOf(Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (found)
            {
                return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }

            reader.Skip();
        }

        return null;
    }

    /// <summary>The members or elements of one object or array: which comma goes with what is cut. Behind one that stays it is the comma before, else the one behind.</summary>
    private struct Gaps(int begin)
    {
        private int _end = begin;
        private bool _kept;
        private JsonFind? _first;

        public void Pass(JsonPlace? hit, int start, int end, string? member, List<JsonFind> finds)
        {
            if (_first is { } open)
            {
                finds.Add(open with { End = start });
                _first = null;
            }

            if (hit is null)
            {
                _kept = true;
            }
            else if (_kept)
            {
                finds.Add(new JsonFind(hit, _end, end, member));
            }
            else
            {
                _first = new JsonFind(hit, start, end, member);
            }

            _end = end;
        }

        public readonly void Close(List<JsonFind> finds)
        {
            if (_first is { } open)
            {
                finds.Add(open);
            }
        }
    }
}
