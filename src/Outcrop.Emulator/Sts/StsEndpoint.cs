using System.Globalization;
using System.Text;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Validation.ServiceModel;
using Outcrop.Emulator.Verification;

namespace Outcrop.Emulator.Sts;

/// <summary>STS: AssumeRole, AssumeRoleWithWebIdentity and GetCallerIdentity. What it issues, the signature check knows from then on, until it expires.</summary>
internal sealed class StsEndpoint(EmulatorState state)
{
    public const string Namespace = "https://sts.amazonaws.com/doc/2011-06-15/";

    public static string? ActionOf(ReadOnlyMemory<byte> body) => StsForm.Parse(body)["Action"];

    /// <summary>A web identity's token takes the place of a signature.</summary>
    public static bool IsUnsigned(string? action) => action == "AssumeRoleWithWebIdentity";

    public Task InvokeAsync(EmulatorCall call, CallerIdentity caller)
    {
        StsForm form = StsForm.Parse(call.Body);
        if (call.Route.Operation is { } operation && ServiceModelData.Sts.Operations.ContainsKey(operation))
        {
            StsParameters.Check(operation, form, state.Options);
        }

        string xml = call.Route.Operation switch
        {
            "GetCallerIdentity" => GetCallerIdentity(caller),
            "AssumeRole" => AssumeRole(call, form, caller),
            "AssumeRoleWithWebIdentity" => AssumeRoleWithWebIdentity(call, form, caller),
            "GetSessionToken" => GetSessionToken(call, form, caller),
            string action => throw new AwsErrorException(new AwsError(400, "InvalidAction", $"Could not find operation {action} for version {form["Version"] ?? "NO_VERSION_SPECIFIED"}")),
            null => throw new AwsErrorException(new AwsError(400, "MissingAction", "The request is missing an action or a required parameter.")),
        };
        string action1 = call.Route.Operation!;
        string text =
            $"""
            <{action1}Response xmlns="{Namespace}">
              <{action1}Result>
            {xml}
              </{action1}Result>
              <ResponseMetadata>
                <RequestId>{call.RequestId}</RequestId>
              </ResponseMetadata>
            </{action1}Response>

            """;
        return call.WriteBodyAsync("text/xml", Encoding.UTF8.GetBytes(text));
    }

    private static string GetCallerIdentity(CallerIdentity caller) =>
        $"""
            <Arn>{Xml.Escape(caller.Arn)}</Arn>
            <UserId>{Xml.Escape(caller.UserId)}</UserId>
            <Account>{caller.Account}</Account>
        """;

    /// <summary>Temporary credentials of the caller's own; a session has none to give.</summary>
    private string GetSessionToken(EmulatorCall call, StsForm form, CallerIdentity caller)
    {
        if (caller.IsAssumedRole)
        {
            throw new AwsErrorException(new AwsError(403, "AccessDenied", "Cannot call GetSessionToken with session credentials"));
        }

        AccessKey key = NewKey(call, AssumeRoleRequest.ReadSessionDuration(form["DurationSeconds"], state.Options), caller);
        return Credentials(key);
    }

    private string AssumeRole(EmulatorCall call, StsForm form, CallerIdentity caller)
    {
        AssumeRoleRequest request = AssumeRoleRequest.Read(form, caller, state.Options);
        if (state.Options.RoleExternalIds.TryGetValue(request.RoleArn, out string? externalId) && form["ExternalId"] != externalId)
        {
            throw new AwsErrorException(new AwsError(
                403, "AccessDenied", $"User: {caller.Arn} is not authorized to perform: sts:AssumeRole on resource: {request.RoleArn}"));
        }

        string identity = form["SourceIdentity"] is { } source ? $"<SourceIdentity>{Xml.Escape(source)}</SourceIdentity>\n    " : "";
        return Issue(call, request, $"{identity}<PackedPolicySize>{request.PackedSize}</PackedPolicySize>");
    }

    private string AssumeRoleWithWebIdentity(EmulatorCall call, StsForm form, CallerIdentity caller)
    {
        AssumeRoleRequest request = AssumeRoleRequest.Read(form, caller, state.Options);
        WebIdentityToken token = WebIdentityToken.Read(form["WebIdentityToken"], request.SessionName, state.Clock.GetUtcNow());
        return Issue(
            call, request,
            $"""
            <SubjectFromWebIdentityToken>{Xml.Escape(token.Subject)}</SubjectFromWebIdentityToken>
                <Provider>{Xml.Escape(form["ProviderId"] ?? token.Issuer)}</Provider>
                <Audience>{Xml.Escape(token.Audience)}</Audience>
            """);
    }

    private string Issue(EmulatorCall call, AssumeRoleRequest request, string extra)
    {
        string roleId = Identifiers.RoleId(call.Random);
        string arn = $"arn:aws:sts::{request.Account}:assumed-role/{request.RoleName}/{request.SessionName}";
        AccessKey key = NewKey(
            call, request.Duration, new CallerIdentity(arn, $"{roleId}:{request.SessionName}", request.Account, IsAssumedRole: true) { Principals = [request.RoleArn] });
        return
            $"""
                <AssumedRoleUser>
                  <AssumedRoleId>{Xml.Escape(key.Caller.UserId)}</AssumedRoleId>
                  <Arn>{Xml.Escape(arn)}</Arn>
                </AssumedRoleUser>
            {Credentials(key)}
                {extra}
            """;
    }

    private AccessKey NewKey(EmulatorCall call, TimeSpan duration, CallerIdentity caller)
    {
        // STS gives whole seconds; the key must not outlive what the caller was told.
        DateTimeOffset now = state.Clock.GetUtcNow();
        DateTimeOffset expiration = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)) + duration;
        var key = new AccessKey(
            Identifiers.AccessKey(call.Random), Identifiers.Secret(call.Random), Identifiers.SessionToken(call.Random), expiration, caller);
        state.Keys.Add(key);
        return key;
    }

    private static string Credentials(AccessKey key) =>
        $"""
            <Credentials>
              <AccessKeyId>{key.Id}</AccessKeyId>
              <SecretAccessKey>{key.Secret}</SecretAccessKey>
              <SessionToken>{key.SessionToken}</SessionToken>
              <Expiration>{key.Expiration!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}</Expiration>
            </Credentials>
        """;
}
