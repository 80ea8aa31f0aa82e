using System.Collections;

namespace Outcrop.Gateway.Configuration.Files;

/// <summary>The process's environment variables as they are now.</summary>
internal static class ProcessEnvironment
{
    /// <summary>Copies the variables.</summary>
    public static IReadOnlyDictionary<string, string> Read()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        return variables;
    }
}
