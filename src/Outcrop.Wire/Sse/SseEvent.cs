namespace Outcrop.Wire.Sse;

/// <summary>One server-sent event.</summary>
/// <param name="Name">The event's name; <c>message</c> where the stream gave none.</param>
/// <param name="Data">Its data lines, joined by <c>\n</c>.</param>
/// <param name="LastEventId">The last <c>id</c> seen, or <see langword="null"/>.</param>
public readonly record struct SseEvent(string Name, string Data, string? LastEventId);
