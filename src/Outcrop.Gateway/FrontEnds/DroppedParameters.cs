using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Families;
using Outcrop.Gateway.Hosting;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>Tells the caller, and the log, which parameters its model was not given: the header <c>x-outcrop-dropped-params</c>.</summary>
internal static partial class DroppedParameters
{
    private const string Header = "x-outcrop-dropped-params";

    /// <summary>Sets the header; without anything dropped there is none.</summary>
    /// <param name="context">The request; its answer must not have begun.</param>
    /// <param name="dropped">What the client library left out.</param>
    /// <param name="nameOf">The dialect's own names.</param>
    /// <param name="already">What the dialect itself left out, by its own names.</param>
    public static void Tell(HttpContext context, IReadOnlyList<DroppedParameter> dropped, Func<string, string> nameOf, IReadOnlyList<string>? already = null)
    {
        if (dropped.Count == 0 && already is null or { Count: 0 })
        {
            return;
        }

        var names = new StringBuilder();
        foreach (string name in already ?? [])
        {
            Add(names, name);
        }

        foreach (DroppedParameter parameter in dropped)
        {
            Add(names, nameOf(parameter.Name));
        }

        string text = names.ToString();
        context.Response.Headers[Header] = text;
        ILogger logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Outcrop.Gateway.Parameters");
        LogDropped(logger, RequestInfo.Of(context).Id, text);
    }

    private static void Add(StringBuilder names, string name)
    {
        names.Append(names.Length > 0 ? ", " : "");
        foreach (char character in name)
        {
            names.Append(character is > ' ' and < '\u007f' and not ',' ? character : '_');
        }
    }

    [LoggerMessage(1201, LogLevel.Information, "request {RequestId} was sent without {Dropped}, which its model does not take")]
    private static partial void LogDropped(ILogger logger, string requestId, string dropped);
}
