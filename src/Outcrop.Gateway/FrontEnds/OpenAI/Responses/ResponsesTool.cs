namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>A tool as this dialect calls it.</summary>
/// <param name="Name">Its name within its namespace.</param>
/// <param name="Namespace">The namespace, or <see langword="null"/>.</param>
/// <param name="IsCustom">Whether it takes free text in place of JSON.</param>
internal sealed record ResponsesTool(string Name, string? Namespace, bool IsCustom);
