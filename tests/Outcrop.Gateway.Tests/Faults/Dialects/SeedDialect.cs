using System.Text.Json;
using System.Text.RegularExpressions;

namespace Outcrop.Gateway.Tests.Faults.Dialects;

/// <summary>The origin's: text as it comes, whose only good end is HTTP's own.</summary>
public sealed partial class SeedDialect : FaultDialect
{
    public override string Name => "seed";

    public override string FrontEnd => "seed";

    public override bool HasWhole => false;

    public override bool MarkEndsBody => false;

    public override string Path(bool streamed, string? model = null) => "/chat/completions/stream";

    public override string Body(bool streamed, string text = "Hello") => $$"""{"model":"{{Nova}}","messages":[{"role":"user","content":"{{text}}"}]}""";

    public override (int Status, string Error) ErrorOf(FaultKind kind) => kind switch
    {
        FaultKind.Throttled or FaultKind.ThrottledEverywhere => (429, "detail"),
        FaultKind.Unavailable or FaultKind.ServiceFailed or FaultKind.ShuttingDown => (503, "detail"),
        FaultKind.Timeout => (504, "detail"),
        FaultKind.ModelFailed or FaultKind.ModelStreamFailed or FaultKind.Unknown or FaultKind.Broken or FaultKind.Credentials => (502, "detail"),
        FaultKind.Invalid => (400, "detail"),
        FaultKind.InvalidKey => (401, "detail"),
        FaultKind.TooLarge => (413, "detail"),
        FaultKind.RequestTimeout => (408, "detail"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public override string MarkOf(FaultKind kind) => kind switch
    {
        FaultKind.Throttled => "UpstreamThrottled",
        FaultKind.Unavailable or FaultKind.ServiceFailed => "UpstreamUnavailable",
        FaultKind.Timeout => "UpstreamTimeout",
        FaultKind.ModelFailed or FaultKind.ModelStreamFailed => "ModelError",
        FaultKind.Unknown or FaultKind.Broken => "UpstreamBroken",
        FaultKind.Invalid => "InvalidRequest",
        FaultKind.ShuttingDown => "ShuttingDown",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public override string ReadError(FaultAnswer answer) => JsonDocument.Parse(answer.Body).RootElement.EnumerateObject().Single().Name;

    protected override FaultReading ReadStream(FaultAnswer answer)
    {
        Match mark = Mark().Match(answer.Text);
        return mark.Success ? new FaultReading(answer.Text[..mark.Index], answer.IsWhole, mark.Groups[1].Value) : new FaultReading(answer.Text, answer.IsWhole, null);
    }

    protected override FaultReading ReadWhole(JsonElement answer) => throw new NotSupportedException();

    [GeneratedRegex(@"\n\n\[outcrop-error\] (\w+): .+ \(request [^)]+\)\n\z")]
    private static partial Regex Mark();
}
