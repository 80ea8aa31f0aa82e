using System.Text.Json;

namespace Outcrop.Wire.Json;

/// <summary>One top-level member of a JSON object, as places in the document.</summary>
/// <param name="Name">The name, decoded.</param>
/// <param name="Start">Where its name's opening quotation mark stands.</param>
/// <param name="ValueStart">Where its value begins.</param>
/// <param name="End">Just behind its value.</param>
/// <param name="Kind">The token the value begins with.</param>
public readonly record struct JsonMember(string Name, int Start, int ValueStart, int End, JsonTokenType Kind);
