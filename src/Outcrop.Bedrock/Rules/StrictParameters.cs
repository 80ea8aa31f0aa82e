using System.Text;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Rules;

/// <summary>The strict mode, in which a request that would lose something is not sent.</summary>
internal static class StrictParameters
{
    /// <summary>Refuses a request of which parts were left out.</summary>
    /// <param name="draft">The request.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: names every part, with its reason.</exception>
    public static void Check(RequestDraft draft)
    {
        if (draft.Report.Dropped.Count == 0)
        {
            return;
        }

        var message = new StringBuilder().Append(draft.Request.ModelId).Append(" does not take all of the request, and strict parameters are on: ");
        for (int i = 0; i < draft.Report.Dropped.Count; i++)
        {
            DroppedParameter parameter = draft.Report.Dropped[i];
            message.Append(i == 0 ? "" : "; ").Append(parameter.Name).Append(" (").Append(parameter.Reason).Append(')');
        }

        throw new BedrockException(BedrockErrorKind.Validation, message.Append('.').ToString());
    }
}
