using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

/// <summary>
/// Takes members out of one object of a family's body. What nobody has taken, because it is unknown or because it is not shaped as its name promises, stays in the rest,
/// which is kept whole: so a body is never refused for a member that this version does not understand.
/// </summary>
/// <param name="value">The object.</param>
internal sealed class BodyReader(JsonElement value)
{
    private readonly List<string> _taken = new(8);

    /// <summary>The object.</summary>
    public JsonElement Value => value;

    /// <summary>Counts a member as taken.</summary>
    public void Take(string name) => _taken.Add(name);

    /// <summary>Finds a member without taking it.</summary>
    public bool TryPeek(string name, JsonValueKind kind, out JsonElement member) => value.TryGetProperty(name, out member) && member.ValueKind == kind;

    /// <summary>Takes a member of one kind.</summary>
    public bool TryTake(string name, JsonValueKind kind, out JsonElement member)
    {
        if (!TryPeek(name, kind, out member))
        {
            return false;
        }

        _taken.Add(name);
        return true;
    }

    /// <summary>Takes a string; <see langword="null"/> when there is none.</summary>
    public string? TakeString(string name) => TryTake(name, JsonValueKind.String, out JsonElement member) ? member.GetString() : null;

    /// <summary>Takes a boolean; <see langword="null"/> when there is none.</summary>
    public bool? TakeBoolean(string name) => TryTake(name, JsonValueKind.True, out _) ? true : TryTake(name, JsonValueKind.False, out _) ? false : null;

    /// <summary>Takes a number; <see langword="null"/> when there is none.</summary>
    public double? TakeNumber(string name) => TryTake(name, JsonValueKind.Number, out JsonElement member) ? member.GetDouble() : null;

    /// <summary>Takes a whole number of 32 bits; <see langword="null"/> when there is none.</summary>
    public int? TakeInteger(string name)
    {
        if (!TryPeek(name, JsonValueKind.Number, out JsonElement member) || !member.TryGetInt32(out int number))
        {
            return null;
        }

        _taken.Add(name);
        return number;
    }

    /// <summary>Takes a list of strings that holds at least one.</summary>
    public IReadOnlyList<string> TakeStrings(string name)
    {
        if (!TryPeek(name, JsonValueKind.Array, out JsonElement array) || array.GetArrayLength() == 0)
        {
            return [];
        }

        var strings = new List<string>(array.GetArrayLength());
        foreach (JsonElement item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                return [];
            }

            strings.Add(item.GetString()!);
        }

        _taken.Add(name);
        return strings;
    }

    /// <summary>Takes a switch such as <c>{"enabled":true}</c>.</summary>
    public bool? TakeSwitch(string name)
    {
        if (!MediaSourceReader.TryReadSwitch(value, name, out bool? enabled) || enabled is null)
        {
            return null;
        }

        _taken.Add(name);
        return enabled;
    }

    /// <summary>What nobody has taken, as one object; empty when everything was.</summary>
    public RawJson Rest() => ConverseJson.Rest(value, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_taken));

    /// <summary>What nobody has taken, as members of a dialect.</summary>
    public DialectMembers RestOf(string dialect) => Rest() is { IsEmpty: false } rest ? new DialectMembers(dialect, rest) : default;
}
