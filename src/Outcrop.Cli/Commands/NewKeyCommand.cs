using System.CommandLine;
using System.Text.Json;
using Outcrop.Cli.Output;
using Outcrop.Gateway.Keys;

namespace Outcrop.Cli.Commands;

/// <summary><c>outcrop config new-key</c>: a key, its access key for AWS's SDKs, and what stands in the configuration for both. Nothing is kept; the secrets are shown this once.</summary>
internal static class NewKeyCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(Terminal terminal)
    {
        Argument<string> id = new("id") { Description = "The key's id in logs and the ledger", DefaultValueFactory = _ => "me" };
        id.Validators.Add(result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "me";
            if (text.Length is 0 or > 64 || !text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            {
                result.AddError("An id has 1 to 64 letters, digits, '.', '_' or '-'.");
            }
        });
        Option<bool> json = new("--json") { Description = "Print JSON" };
        var command = new Command("new-key", "Make a key with an access key for AWS's SDKs, and print the fragment of configuration for it.") { id, json };
        command.SetAction(parse =>
        {
            NewKeyOutput made = Make(parse.GetValue(id)!);
            if (parse.GetValue(json))
            {
                terminal.Output.WriteLine(JsonSerializer.Serialize(made, CliJson.Default.NewKeyOutput));
            }
            else
            {
                Print(terminal, made);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static NewKeyOutput Make(string id)
    {
        string key = ApiKeyHash.NewKey();
        (string accessKeyId, string secret) = AccessKey.New();
        string variable = $"OUTCROP_SECRET_{new string([.. id.Select(static c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_')])}";
        return new NewKeyOutput(key, accessKeyId, secret, variable, new NewKeyFragment(id, ApiKeyHash.Compute(key), accessKeyId, $"${{{variable}}}"));
    }

    private static void Print(Terminal terminal, NewKeyOutput made)
    {
        NewKeyFragment fragment = made.Configuration;
        terminal.Output.WriteLine($$"""
            key                {{made.Key}}
            hash               {{fragment.Hash}}
            access key id      {{made.AccessKeyId}}
            secret access key  {{made.SecretAccessKey}}

            "keys" of the configuration:
              { "id": "{{fragment.Id}}", "hash": "{{fragment.Hash}}", "accessKeyId": "{{fragment.AccessKeyId}}", "secretAccessKey": "{{fragment.SecretAccessKey}}" }
            environment of the gateway:
              {{made.SecretVariable}}={{made.SecretAccessKey}}
            """);
        terminal.Error.WriteLine("The key and the secret are not kept anywhere: hand them on now.");
    }
}
