using System.Text.Json;
using Outcrop.Emulator.Catalog;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Converse;

/// <summary>A conversation starts with the user; for some models the two take turns and the user has the last word.</summary>
internal static class RoleOrderRule
{
    public static void Check(JsonElement body, ModelLine line)
    {
        string? before = null;
        foreach (JsonElement message in Items(body, "messages"))
        {
            string? role = Text(message, "role");
            if (before is null && role == "assistant")
            {
                throw Of("A conversation must start with a user message. Try again with a conversation that starts with a user message.");
            }

            if (line.Alternating && role == before)
            {
                throw Of("A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.");
            }

            before = role;
        }

        if (line.Alternating && before == "assistant")
        {
            throw Of("The last turn in a conversation must be a user message. Add a user message to the conversation and try again.");
        }
    }
}
