namespace Outcrop.Bedrock.Tests.Transport;

/// <summary>A request as it stood on the wire.</summary>
internal sealed record RecordedRequest(string Method, string RawTarget, IReadOnlyDictionary<string, string> Headers, byte[] Body);
