using System.Text.Json;

namespace Outcrop.Clients.Tests.JavaScript;

/// <summary>The facts a scenario gave, or the error the application caught.</summary>
internal sealed class ScenarioResult(JsonElement root)
{
    /// <summary>The facts.</summary>
    internal JsonElement Value
    {
        get
        {
            Assert.False(root.TryGetProperty("error", out JsonElement error), error.ValueKind == JsonValueKind.Undefined ? "" : error.GetRawText());
            return root.GetProperty("value");
        }
    }

    internal string Text => Value.GetProperty("text").GetString()!;

    /// <summary>The error; the test fails when there is none.</summary>
    internal ScenarioError Error
    {
        get
        {
            Assert.True(root.TryGetProperty("error", out JsonElement error), root.GetRawText());
            return new ScenarioError(error);
        }
    }
}
