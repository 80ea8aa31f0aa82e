using System.Collections.Frozen;
using System.Text.Json;
using Outcrop.Gateway.FrontEnds.OpenAI.Chat;

namespace Outcrop.Gateway.FrontEnds.OpenAI;

/// <summary>What of a request nobody read: it is left out and told.</summary>
internal static class Leftovers
{
    /// <summary>Adds the members that are not known and ask for something.</summary>
    /// <param name="body">The request's object.</param>
    /// <param name="known">The members that were read.</param>
    /// <param name="dropped">Collects the others.</param>
    public static void Report(JsonElement body, FrozenSet<string> known, List<string> dropped)
    {
        foreach (JsonProperty member in body.EnumerateObject())
        {
            if (!known.Contains(member.Name) && !VendorFields.AskForNothing(member.Value) && !dropped.Contains(member.Name))
            {
                dropped.Add(member.Name);
            }
        }
    }
}
