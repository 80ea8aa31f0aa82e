namespace Outcrop.Gateway.Tests.Faults.Dialects;

/// <summary>What an answer says in its dialect.</summary>
/// <param name="Text">The model's text, as far as it came.</param>
/// <param name="IsFinished">Whether it says that it is whole: the mark that clients go by.</param>
/// <param name="Error">The error it tells, as <see cref="FaultDialect.ErrorOf"/> and <see cref="FaultDialect.MarkOf"/> write it; <see langword="null"/>: none.</param>
public sealed record FaultReading(string Text, bool IsFinished, string? Error);
