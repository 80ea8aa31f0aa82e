using System.Globalization;
using System.Text.RegularExpressions;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Verification;

namespace Outcrop.Emulator.Sts;

/// <summary>A checked request for a role's session. The rules and texts are those of STS's service model.</summary>
/// <param name="RoleArn">The role.</param>
/// <param name="RoleName">The role's name, without its path.</param>
/// <param name="Account">The role's account.</param>
/// <param name="SessionName">The session's name.</param>
/// <param name="Duration">How long the session lasts.</param>
/// <param name="TagBytes">How much room the session's tags and policy take, for the packed size.</param>
internal sealed partial record AssumeRoleRequest(string RoleArn, string RoleName, string Account, string SessionName, TimeSpan Duration, int TagBytes)
{
    private const int LongestSeconds = 43_200;
    private const int LongestChainedSeconds = 3_600;
    private const int DefaultSeconds = 3_600;
    private const int MaximumTags = 50;

    /// <exception cref="AwsErrorException">A parameter is missing or out of bounds.</exception>
    public static AssumeRoleRequest Read(StsForm form, CallerIdentity caller, EmulatorOptions options)
    {
        string roleArn = form["RoleArn"] ?? throw Constraint("Value null at 'roleArn' failed to satisfy constraint: Member must not be null");
        string sessionName = form["RoleSessionName"] ?? throw Constraint("Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null");
        if (sessionName.Length < 2)
        {
            throw Constraint($"Value '{sessionName}' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2");
        }

        if (sessionName.Length > 64)
        {
            throw Constraint($"Value '{sessionName}' at 'roleSessionName' failed to satisfy constraint: Member must have length less than or equal to 64");
        }

        if (!SessionNamePattern().IsMatch(sessionName))
        {
            throw Constraint($"Value '{sessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*");
        }

        Match role = RolePattern().Match(roleArn);
        if (!role.Success)
        {
            throw Invalid($"{roleArn} is invalid");
        }

        int size = form["Policy"]?.Length ?? 0;
        int tags = 0;
        foreach ((string? key, string? value) in form.Pairs("Tags"))
        {
            tags++;
            if (string.IsNullOrEmpty(key) || key.Length > 128 || value is null || value.Length > 256 || tags > MaximumTags)
            {
                throw Constraint($"Value at 'tags' failed to satisfy constraint: Member must have at most {MaximumTags} tags with keys of 1 to 128 and values of 0 to 256 characters");
            }

            size += key.Length + value.Length;
        }

        TimeSpan duration = ReadDuration(form["DurationSeconds"], caller, options);
        return new AssumeRoleRequest(roleArn, role.Groups["name"].Value, role.Groups["account"].Value, sessionName, duration, size);
    }

    public static AwsErrorException Invalid(string message) => new(new AwsError(400, "ValidationError", message));

    private static TimeSpan ReadDuration(string? text, CallerIdentity caller, EmulatorOptions options)
    {
        double shortest = (options.MinimumSessionDuration ?? TimeSpan.FromSeconds(900)).TotalSeconds;
        int seconds = DefaultSeconds;
        if (text is not null && !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out seconds))
        {
            throw new AwsErrorException(new AwsError(400, "MalformedInput", $"Unable to parse '{text}' as an integer"));
        }

        if (seconds < shortest)
        {
            throw Constraint(string.Create(
                CultureInfo.InvariantCulture, $"Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to {shortest}"));
        }

        if (seconds > LongestSeconds)
        {
            throw Constraint($"Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to {LongestSeconds}");
        }

        if (caller.IsAssumedRole && seconds > LongestChainedSeconds)
        {
            throw Invalid("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");
        }

        return TimeSpan.FromSeconds(seconds);
    }

    private static AwsErrorException Constraint(string detail) => Invalid("1 validation error detected: " + detail);

    [GeneratedRegex(@"^[\w+=,.@-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex SessionNamePattern();

    [GeneratedRegex(@"^arn:aws[\w-]*:iam::(?<account>\d{12}):role/(?:[\u0021-\u007F]+/)?(?<name>[\w+=,.@-]{1,64})$", RegexOptions.CultureInvariant)]
    private static partial Regex RolePattern();
}
