using System.Collections.Frozen;
using System.Text;

namespace Outcrop.Bedrock.Telemetry;

/// <summary>The members of our enumerations as labels: <c>snake_case</c>, made once for each. Thread-safe.</summary>
internal static class MetricWords
{
    /// <summary>The word of a member.</summary>
    /// <param name="value">The member.</param>
    public static string Of<T>(T value)
        where T : struct, Enum => Table<T>.Words[value];

    private static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (char c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    private static class Table<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Words = Enum.GetValues<T>().ToFrozenDictionary(static value => value, static value => Snake(value.ToString()));
    }
}
