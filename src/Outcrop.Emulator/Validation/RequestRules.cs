using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Validation.Claude;
using Outcrop.Emulator.Validation.Converse;
using Outcrop.Emulator.Validation.Nova;

namespace Outcrop.Emulator.Validation;

/// <summary>What AWS and the models refuse in a request, in the order in which they come to see it. <c>docs/emulator-refusals.md</c> lists the texts.</summary>
internal static class RequestRules
{
    /// <summary>What Converse checks before it reads on.</summary>
    /// <exception cref="AwsErrorException">A rule refuses the request.</exception>
    public static void CheckConverse(JsonElement body, ModelLine line, bool streaming) => ConverseRules.Check(body, line, streaming);

    /// <summary>What the model checks in a Converse request.</summary>
    /// <exception cref="AwsErrorException">A rule refuses the request.</exception>
    public static void CheckModel(JsonElement body, ResolvedModel model, bool streaming)
    {
        switch (model.Line.Family)
        {
            case "anthropic":
                AdditionalFieldsRule.Check(body, model.Line);
                ClaudeRules.Check(ClaudeRequest.FromConverse(body), model, Refusal.ModelErrors);
                break;
            case "nova":
                NovaRules.Check(body, Refusal.ModelErrors, streaming);
                break;
            default:
                // The other models have no rules of their own that are known.
                break;
        }
    }

    /// <summary>What the model checks in its own body.</summary>
    /// <exception cref="AwsErrorException">A rule refuses the request.</exception>
    public static void CheckBody(JsonElement body, ResolvedModel model, bool streaming)
    {
        switch (model.Line.Family)
        {
            case "anthropic" when body.TryGetProperty("messages"u8, out _):
                ToolTypeRule.Check(body);
                ClaudeRules.Check(ClaudeRequest.FromMessages(body), model);
                break;
            case "nova":
                NovaRules.Check(body, "", streaming);
                break;
            default:
                // The personas check what their bodies may hold.
                break;
        }
    }

    /// <summary>Whether what was read fits into the model's context.</summary>
    /// <exception cref="AwsErrorException">It does not.</exception>
    public static void CheckContext(Prompt prompt, ModelLine line, bool converse)
    {
        if (ContextRule.Check(prompt, line) is { } text)
        {
            throw Refusal.Of((converse ? Refusal.ModelErrors : "") + text);
        }
    }
}
