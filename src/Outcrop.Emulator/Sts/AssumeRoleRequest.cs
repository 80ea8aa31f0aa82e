using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Verification;

namespace Outcrop.Emulator.Sts;

/// <summary>A request for a role's session, behind <see cref="StsParameters"/>: what the service model does not say of it.</summary>
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
    private const int LargestPacked = 2048;

    /// <exception cref="AwsErrorException">A parameter is not good.</exception>
    public static AssumeRoleRequest Read(StsForm form, CallerIdentity caller, EmulatorOptions options)
    {
        string roleArn = form["RoleArn"]!;
        string sessionName = form["RoleSessionName"]!;
        Match role = RolePattern().Match(roleArn);
        if (!role.Success)
        {
            throw Invalid($"{roleArn} is invalid");
        }

        int size = form["Policy"]?.Length ?? 0;
        CheckPolicy(form["Policy"]);
        var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string key, string value) in form.Pairs("Tags").Select(pair => (pair.Key!, pair.Value!)))
        {
            if (!keys.Add(key))
            {
                throw Invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }

            size += key.Length + value.Length;
        }

        if (size > LargestPacked)
        {
            throw new AwsErrorException(new AwsError(
                400, "PackedPolicyTooLarge", $"Packed size of session tags and policies consumes {size * 100 / LargestPacked}% of allotted space. Please use smaller session tags or policies."));
        }

        TimeSpan duration = ReadDuration(form["DurationSeconds"], caller, options);
        return new AssumeRoleRequest(roleArn, role.Groups["name"].Value, role.Groups["account"].Value, sessionName, duration, size);
    }

    /// <summary>How full the room for tags and policies is, in percent.</summary>
    public int PackedSize => Math.Min(100, TagBytes * 100 / LargestPacked);

    /// <summary>GetSessionToken's duration: from 15 minutes to 36 hours, 12 hours unless given.</summary>
    /// <exception cref="AwsErrorException">It is out of bounds.</exception>
    public static TimeSpan ReadSessionDuration(string? text, EmulatorOptions options) => ReadSeconds(text, 43_200, 129_600, options);

    public static AwsErrorException Invalid(string message) => new(new AwsError(400, "ValidationError", message));

    private static TimeSpan ReadDuration(string? text, CallerIdentity caller, EmulatorOptions options)
    {
        TimeSpan duration = ReadSeconds(text, DefaultSeconds, LongestSeconds, options);
        return caller.IsAssumedRole && duration.TotalSeconds > LongestChainedSeconds
            ? throw Invalid("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining")
            : duration;
    }

    private static TimeSpan ReadSeconds(string? text, int usual, int longest, EmulatorOptions options)
    {
        double shortest = (options.MinimumSessionDuration ?? TimeSpan.FromSeconds(900)).TotalSeconds;
        int seconds = usual;
        if (text is not null && !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out seconds))
        {
            throw new AwsErrorException(new AwsError(400, "MalformedInput", $"Unable to parse '{text}' as an integer"));
        }

        if (seconds < shortest)
        {
            throw Constraint(string.Create(
                CultureInfo.InvariantCulture, $"Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to {shortest}"));
        }

        return seconds > longest
            ? throw Constraint($"Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to {longest}")
            : TimeSpan.FromSeconds(seconds);
    }

    private static void CheckPolicy(string? policy)
    {
        if (policy is null)
        {
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(policy);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return;
            }
        }
        catch (JsonException)
        {
            // Refused below, like JSON that is no object.
        }

        throw new AwsErrorException(new AwsError(400, "MalformedPolicyDocument", "This policy contains invalid Json"));
    }

    private static AwsErrorException Constraint(string detail) => Invalid("1 validation error detected: " + detail);

    [GeneratedRegex(@"^arn:aws[\w-]*:iam::(?<account>\d{12}):role/(?:[\u0021-\u007F]+/)?(?<name>[\w+=,.@-]{1,64})$", RegexOptions.CultureInvariant)]
    private static partial Regex RolePattern();
}
