using System.CommandLine;
using Outcrop.Bedrock;

namespace Outcrop.Cli.Options;

/// <summary>The options of every command that calls Bedrock itself.</summary>
internal sealed class ClientOptions
{
    private readonly Option<string?> _region = new("--region") { Description = "AWS region [default: AWS_REGION, AWS_DEFAULT_REGION, the profile's, else us-east-1]" };
    private readonly Option<string?> _profile = new("--profile") { Description = "Profile of the shared AWS files" };
    private readonly Option<string?> _role = new("--role-arn") { Description = "IAM role to assume [default: AWS_ROLE_ARN]" };
    private readonly Option<Uri?> _endpoint = EndpointOption.Create(
        "--endpoint", "Endpoint of one's own, such as http://127.0.0.1:4599 [default: AWS_ENDPOINT_URL_BEDROCK_RUNTIME, AWS_ENDPOINT_URL, else AWS's]");

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        command.Add(_region);
        command.Add(_profile);
        command.Add(_role);
        command.Add(_endpoint);
    }

    /// <summary>What the command line says.</summary>
    /// <param name="parse">The parsed command line.</param>
    public BedrockClientOptions Read(ParseResult parse)
    {
        var options = new BedrockClientOptions { Region = parse.GetValue(_region), Endpoint = parse.GetValue(_endpoint) };
        options.Credentials.Profile = parse.GetValue(_profile);
        options.Credentials.RoleArn = parse.GetValue(_role);
        return options;
    }
}
