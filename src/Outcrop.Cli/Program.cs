using Outcrop.Cli;
using Outcrop.Cli.Output;

return await OutcropCommand.RunAsync(args, Terminal.ForProcess()).ConfigureAwait(false);
