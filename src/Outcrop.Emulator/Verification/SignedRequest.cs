using Microsoft.AspNetCore.Http;

namespace Outcrop.Emulator.Verification;

/// <summary>What a signature covers.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="RawTarget">The request target as it stood on the wire.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body as received.</param>
internal sealed record SignedRequest(string Method, string RawTarget, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body);
