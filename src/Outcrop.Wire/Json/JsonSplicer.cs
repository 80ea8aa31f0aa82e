using System.Buffers;
using System.Text.Json;

namespace Outcrop.Wire.Json;

/// <summary>
/// Rewrites a JSON object by bytes: removes, renames and adds members of its top level, replaces stretches within them, and copies everything else as it stands,
/// white space, number formats and escapes included. Not thread-safe; one splicer for one document.
/// </summary>
public sealed class JsonSplicer
{
    private readonly JsonEnvelope _envelope;
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _renamed = new(StringComparer.Ordinal);
    private readonly List<(string Name, ReadOnlyMemory<byte> Value)> _added = [];
    private readonly List<(int Start, int End, ReadOnlyMemory<byte> Json)> _replaced = [];

    /// <summary>Creates a splicer over a scanned document.</summary>
    /// <param name="envelope">The document.</param>
    public JsonSplicer(JsonEnvelope envelope) => _envelope = envelope;

    /// <summary>Leaves a member out. Naming one that is not there does nothing.</summary>
    /// <param name="name">The member's name.</param>
    public JsonSplicer Remove(string name)
    {
        _removed.Add(name);
        return this;
    }

    /// <summary>
    /// Gives a member another name and keeps its value and place. A member that has the new name already is left out; of two members
    /// renamed to the same name the first in the document stays; a member <see cref="Set"/> under that name wins over both.
    /// </summary>
    /// <param name="name">The member's name.</param>
    /// <param name="newName">What it shall be called.</param>
    public JsonSplicer Rename(string name, string newName)
    {
        _renamed[name] = newName;
        return this;
    }

    /// <summary>Adds a member at the end, in place of one of the same name.</summary>
    /// <param name="name">The member's name.</param>
    /// <param name="json">Its value: valid JSON, not checked again.</param>
    public JsonSplicer Set(string name, ReadOnlyMemory<byte> json)
    {
        _removed.Add(name);
        _added.RemoveAll(added => added.Name == name);
        _added.Add((name, json));
        return this;
    }

    /// <summary>Puts other bytes in place of a stretch of a member's value. What lies in a member that is left out, or in a stretch that is replaced already, is passed over.</summary>
    /// <param name="start">Where the stretch begins in the document.</param>
    /// <param name="end">Just behind it.</param>
    /// <param name="json">What stands there instead, not checked again; empty cuts the stretch out.</param>
    public JsonSplicer Replace(int start, int end, ReadOnlyMemory<byte> json)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(start, _envelope.Start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, _envelope.End);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, end);
        _replaced.Add((start, end, json));
        return this;
    }

    /// <summary>Writes the new document.</summary>
    /// <param name="output">Where it goes.</param>
    public void WriteTo(IBufferWriter<byte> output)
    {
        _replaced.Sort(static (one, other) => one.Start.CompareTo(other.Start));
        ReadOnlySpan<byte> document = _envelope.Document.Span;
        output.Write(document[..(_envelope.Start + 1)]);
        bool first = true;
        int copied = _envelope.Start + 1;
        foreach (JsonMember member in _envelope.Members)
        {
            if (IsLeftOut(member))
            {
                copied = member.End;
                continue;
            }

            WriteGap(output, document[copied..member.Start], ref first);
            if (_renamed.TryGetValue(member.Name, out string? newName))
            {
                WriteName(output, newName);
                Copy(output, document, member.ValueStart, member.End);
            }
            else
            {
                Copy(output, document, member.Start, member.End);
            }

            copied = member.End;
        }

        foreach ((string name, ReadOnlyMemory<byte> value) in _added)
        {
            WriteGap(output, default, ref first);
            WriteName(output, name);
            output.Write(value.Span);
        }

        output.Write(document[copied..]);
    }

    private void Copy(IBufferWriter<byte> output, ReadOnlySpan<byte> document, int start, int end)
    {
        foreach ((int from, int to, ReadOnlyMemory<byte> json) in _replaced)
        {
            if (from >= start && to <= end)
            {
                output.Write(document[start..from]);
                output.Write(json.Span);
                start = to;
            }
        }

        output.Write(document[start..end]);
    }

    /// <summary>Whether another member takes this one's name, or it was removed. So no name ever stands twice in what is written.</summary>
    private bool IsLeftOut(JsonMember member)
    {
        if (_removed.Contains(member.Name))
        {
            return true;
        }

        if (_renamed.Count == 0)
        {
            return false;
        }

        bool isRenamed = _renamed.TryGetValue(member.Name, out string? finalName);
        finalName ??= member.Name;
        foreach ((string name, _) in _added)
        {
            if (name == finalName)
            {
                return true;
            }
        }

        foreach (JsonMember other in _envelope.Members)
        {
            if (isRenamed && other.Start >= member.Start)
            {
                return false;
            }

            if (other.Start != member.Start && !_removed.Contains(other.Name) && _renamed.TryGetValue(other.Name, out string? taken) && taken == finalName)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Copies what stands between two members. A comma goes out only where a member went out before it, and is added where none stood.</summary>
    private static void WriteGap(IBufferWriter<byte> output, ReadOnlySpan<byte> gap, ref bool first)
    {
        int comma = gap.IndexOf((byte)',');
        if (first)
        {
            output.Write(gap[(comma + 1)..]);
        }
        else
        {
            output.Write(comma < 0 ? ","u8 : default);
            output.Write(gap);
        }

        first = false;
    }

    private static void WriteName(IBufferWriter<byte> output, string name)
    {
        output.Write("\""u8);
        output.Write(JsonEncodedText.Encode(name).EncodedUtf8Bytes);
        output.Write("\":"u8);
    }
}
