using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Outcrop.Wire.Json;

/// <summary>
/// Rewrites the top level of a JSON object by bytes: removes, renames and adds members and copies everything else as it stands,
/// white space, number formats and escapes included. Not thread-safe; one splicer for one document.
/// </summary>
public sealed class JsonSplicer
{
    private readonly JsonEnvelope _envelope;
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _renamed = new(StringComparer.Ordinal);
    private readonly List<(string Name, ReadOnlyMemory<byte> Value)> _added = [];

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

    /// <summary>Gives a member another name and keeps its value and place.</summary>
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

    /// <summary>Writes the new document.</summary>
    /// <param name="output">Where it goes.</param>
    public void WriteTo(IBufferWriter<byte> output)
    {
        ReadOnlySpan<byte> document = _envelope.Document.Span;
        output.Write(document[..(_envelope.Start + 1)]);
        bool first = true;
        int copied = _envelope.Start + 1;
        foreach (JsonMember member in _envelope.Members)
        {
            if (_removed.Contains(member.Name))
            {
                copied = member.End;
                continue;
            }

            // What stands between the last member and this one, but its comma, which is written where one is needed.
            WriteGap(output, document[copied..member.Start], ref first);
            if (_renamed.TryGetValue(member.Name, out string? newName))
            {
                WriteName(output, newName);
                output.Write(document[member.ValueStart..member.End]);
            }
            else
            {
                output.Write(document[member.Start..member.End]);
            }

            copied = member.End;
        }

        foreach ((string name, ReadOnlyMemory<byte> value) in _added)
        {
            WriteGap(output, default, ref first);
            WriteName(output, name);
            output.Write(value.Span);
        }

        // A removed last member leaves its comma behind: only white space may go out here.
        ReadOnlySpan<byte> tail = document[copied.._envelope.End];
        output.Write(tail[(tail.IndexOf((byte)',') + 1)..]);
        output.Write(document[_envelope.End..]);
    }

    private static void WriteGap(IBufferWriter<byte> output, ReadOnlySpan<byte> gap, ref bool first)
    {
        if (!first)
        {
            output.Write(","u8);
        }

        first = false;
        output.Write(gap[(gap.IndexOf((byte)',') + 1)..]);
    }

    private static void WriteName(IBufferWriter<byte> output, string name)
    {
        output.Write("\""u8);
        output.Write(JsonEncodedText.Encode(name).EncodedUtf8Bytes);
        output.Write("\":"u8);
    }
}
