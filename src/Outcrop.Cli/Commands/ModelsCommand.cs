using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Catalog;
using Outcrop.Cli.Options;
using Outcrop.Cli.Output;

namespace Outcrop.Cli.Commands;

/// <summary><c>outcrop models</c>: the built-in catalogue, or what the account's region offers.</summary>
internal static class ModelsCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(Terminal terminal)
    {
        var client = new ClientOptions();
        Option<bool> live = new("--live") { Description = "Ask Bedrock's control plane (free) instead of the built-in catalogue" };
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Argument<string?> filter = new("filter") { Description = "Show ids and names that contain this", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("models", "List models with limits and prices.") { live, json, filter };
        client.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            IEnumerable<ModelOutput> rows = parse.GetValue(live) ? await ReadLiveAsync(client.Read(parse), cancellationToken) : ReadCatalog();
            if (parse.GetValue(filter) is { Length: > 0 } wanted)
            {
                rows = rows.Where(row => row.Id.Contains(wanted, StringComparison.OrdinalIgnoreCase) || row.Name.Contains(wanted, StringComparison.OrdinalIgnoreCase));
            }

            ModelOutput[] shown = [.. rows];
            if (parse.GetValue(json))
            {
                await terminal.Output.WriteLineAsync(JsonSerializer.Serialize(shown, CliJson.Default.IReadOnlyListModelOutput));
            }
            else
            {
                Print(terminal, shown);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static IEnumerable<ModelOutput> ReadCatalog() => ModelCatalog.Default.Models.Select(model => new ModelOutput(
        model.Id, model.Name, model.Provider, model.Context, model.MaxOutput, model.Cost?.Input, model.Cost?.Output, null));

    private static async Task<IEnumerable<ModelOutput>> ReadLiveAsync(BedrockClientOptions options, CancellationToken cancellationToken)
    {
        using var bedrock = new BedrockClient(options);
        IReadOnlyList<FoundationModel> models = await bedrock.ListFoundationModelsAsync(cancellationToken);
        return models.Select(model =>
        {
            ModelInfo? known = ModelCatalog.Default.Find(ModelId.Parse(model.Id));
            return new ModelOutput(model.Id, model.Name, model.Provider, known?.Context, known?.MaxOutput, known?.Cost?.Input, known?.Cost?.Output, model.Status);
        });
    }

    private static void Print(Terminal terminal, ModelOutput[] rows)
    {
        int width = rows.Length == 0 ? 0 : rows.Max(row => row.Id.Length);
        terminal.Error.WriteLine(terminal.Strong($"{"MODEL".PadRight(width)}  {"CONTEXT",9}  {"OUTPUT",7}  {"$ IN/M",8}  {"$ OUT/M",8}  NAME"));
        foreach (ModelOutput row in rows)
        {
            terminal.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Terminal.Safe(row.Id).PadRight(width)}  {row.ContextTokens,9}  {row.MaxOutputTokens,7}  {row.InputPricePerMillion,8:0.###}  {row.OutputPricePerMillion,8:0.###}  {Terminal.Safe(row.Name)}"));
        }
    }
}
