using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Validation.Mistral;

namespace Outcrop.Emulator.Personas;

/// <summary>
/// Mistral's chat models and Pixtral, which refuse keys they do not know; the newer ones run in containers that do not.
/// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-chat-completion.html.
/// </summary>
internal sealed class MistralChatPersona : OpenAIPersona
{
    public override string Family => "mistral-chat";

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        if (model.BaseId.StartsWith("mistral.pixtral-", StringComparison.Ordinal) || model.BaseId.StartsWith("mistral.mistral-large-24", StringComparison.Ordinal))
        {
            MistralSchema.Check(body, streaming);
        }

        return base.Read(body, model, streaming);
    }
}
