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

    /// <summary>A caller can invent any number of members; clients refuse answers whose headers are too long.</summary>
    private const int MostNames = 50;
    private const int LongestName = 100;

    /// <summary>Sets the header; without anything dropped there is none. An answer that has begun can have no more headers; the log has it then.</summary>
    /// <param name="context">The request.</param>
    /// <param name="dropped">What the client library left out.</param>
    /// <param name="nameOf">The dialect's own names.</param>
    /// <param name="already">What the dialect itself left out, by its own names.</param>
    public static void Tell(HttpContext context, IReadOnlyList<DroppedParameter> dropped, Func<string, string> nameOf, IReadOnlyList<string>? already = null)
    {
        if (dropped.Count == 0 && already is null or { Count: 0 })
        {
            return;
        }

        var names = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (string name in already ?? [])
        {
            names.TryAdd(name, true);
        }

        foreach (DroppedParameter parameter in dropped)
        {
            names.TryAdd(nameOf(parameter.Name), true);
        }

        string text = Join(names.Keys);
        if (!context.Response.HasStarted)
        {
            context.Response.Headers[Header] = text;
        }

        ILogger logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Outcrop.Gateway.Parameters");
        LogDropped(logger, RequestInfo.Of(context).Id, text);
    }

    private static string Join(IList<string> names)
    {
        var text = new StringBuilder();
        foreach (string name in names.Take(MostNames))
        {
            text.Append(text.Length > 0 ? ", " : "");
            foreach (char character in name.AsSpan(0, Math.Min(name.Length, LongestName)))
            {
                text.Append(character is > ' ' and < '\u007f' and not ',' ? character : '_');
            }
        }

        return names.Count > MostNames ? text.Append(System.Globalization.CultureInfo.InvariantCulture, $", and {names.Count - MostNames} more").ToString() : text.ToString();
    }

    [LoggerMessage(1201, LogLevel.Information, "request {RequestId} was sent without {Dropped}, which its model does not take")]
    private static partial void LogDropped(ILogger logger, string requestId, string dropped);
}
