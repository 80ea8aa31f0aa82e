using System.Text;

namespace Outcrop.Wire.Tests.Json;

/// <summary>Random JSON objects as hostile to byte surgery as JSON allows: odd white space, escapes in names, commas and braces in strings.</summary>
internal static class RandomJson
{
    public static readonly string[] Names = ["model", "stream", "messages", "max_tokens", "a,b", "a}b", "q\"q", "é", "🌍", "", "x:y", "tab\t"];

    public static string Object(Random random)
    {
        string[] names = [.. Names];
        random.Shuffle(names);
        var text = new StringBuilder();
        Space(random, text).Append('{');
        Space(random, text);
        int count = random.Next(0, 7);
        for (int i = 0; i < count; i++)
        {
            if (i > 0)
            {
                text.Append(',');
                Space(random, text);
            }

            String(random, text, names[i]);
            Space(random, text).Append(':');
            Space(random, text);
            Value(random, text, 3);
            Space(random, text);
        }

        text.Append('}');
        return Space(random, text).ToString();
    }

    private static void Value(Random random, StringBuilder text, int depth)
    {
        switch (random.Next(depth > 0 ? 7 : 5))
        {
            case 0:
                String(random, text, Names[random.Next(Names.Length)]);
                break;
            case 1:
                text.Append(random.Next(3) switch { 0 => "1.50E+3", 1 => "-0", _ => "12345678901234567890" });
                break;
            case 2:
                text.Append("true");
                break;
            case 3:
                text.Append("null");
                break;
            case 4:
                text.Append("\"\\ud83c\\udf0d \\\\\\\" },\"");
                break;
            case 5:
                text.Append('[');
                Value(random, text, depth - 1);
                Space(random, text).Append(',');
                Value(random, text, depth - 1);
                text.Append(']');
                break;
            default:
                text.Append("{\"model\":");
                Value(random, text, depth - 1);
                Space(random, text).Append(",\"stream\": {}}");
                break;
        }
    }

    private static void String(Random random, StringBuilder text, string value)
    {
        text.Append('"');
        foreach (Rune rune in value.EnumerateRunes())
        {
            bool escaped = rune.Value is '"' or '\\' or < ' ' || random.Next(5) == 0;
            foreach (char c in rune.ToString())
            {
                _ = escaped ? text.Append($"\\u{(int)c:x4}") : text.Append(c);
            }
        }

        text.Append('"');
    }

    private static StringBuilder Space(Random random, StringBuilder text) => text.Append(random.Next(8) switch { 0 => " ", 1 => "\n  ", 2 => "\t\r\n", _ => "" });
}
