using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Native.Splicing;
using Outcrop.Bedrock.Rules.Inference;
using Outcrop.Gateway.FrontEnds.Anthropic.Messages;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Betas;

/// <summary>Beta flags of a request that is translated: to Claude they go as a field of its own, by the same table as in the native lane; no other model has them.</summary>
internal static class NeutralBetas
{
    private const string Place = "/anthropic_beta";

    /// <summary>Gives a request its flags.</summary>
    /// <param name="call">The call.</param>
    /// <param name="request">The request as it was read.</param>
    /// <exception cref="Pipeline.GatewayException">One means what Bedrock has not.</exception>
    public static MessagesRequest Apply(MessagesCall call, MessagesRequest request)
    {
        IReadOnlyList<string> asked = BetaHeader.Read(call.Context.Request.Headers, call.Envelope);
        if (asked.Count == 0)
        {
            return request;
        }

        if (!MessagesRequestReader.IsClaude(call.Exchange.Route.ModelId))
        {
            return Told(request, BetaPlan.DropAll(call.Exchange.Configuration, asked).Dropped);
        }

        BetaPlan plan = BetaPlan.Make(call.Exchange.Configuration, asked, call.Envelope);
        RawJson? fields = request.Converse.AdditionalModelRequestFields;
        foreach (JsonFind cut in plan.Cuts)
        {
            fields = cut.Member is { } name && VendorFields.Find(fields, "/" + name) is not null ? VendorFields.Remove(fields, "/" + name) : fields;
        }

        fields = plan.Sent.Count > 0 ? VendorFields.Set(fields, Place, new RawJson(JsonValues.Strings(plan.Sent)))
            : VendorFields.Find(fields, Place) is not null ? VendorFields.Remove(fields, Place) : fields;
        request.Converse.AdditionalModelRequestFields = fields;
        return Told(request, plan.Dropped);
    }

    private static MessagesRequest Told(MessagesRequest request, IReadOnlyList<string> dropped) =>
        dropped.Count == 0 ? request : request with { Dropped = [.. request.Dropped, .. dropped.Where(name => !request.Dropped.Contains(name))] };
}
