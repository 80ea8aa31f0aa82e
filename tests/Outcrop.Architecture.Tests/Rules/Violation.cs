namespace Outcrop.Architecture.Tests.Rules;

/// <summary>One place where a rule does not hold.</summary>
internal sealed record Violation(string Path, int Line, string Message)
{
    public override string ToString() => $"{Path}:{Line}: {Message}";
}
