namespace Outcrop.Emulator.Recorded;

/// <summary>Reads an embedded list of "subject: reason" lines; <c>#</c> begins a remark.</summary>
internal static class ReasonLines
{
    public static Dictionary<string, string> Load(string resource)
    {
        using Stream stream = typeof(ReasonLines).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"{resource} is not embedded.");
        using var reader = new StreamReader(stream);
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon < 0)
            {
                throw new InvalidDataException($"{resource}: no reason in \"{line}\".");
            }

            reasons.Add(line[..colon], line[(colon + 2)..]);
        }

        return reasons;
    }
}
