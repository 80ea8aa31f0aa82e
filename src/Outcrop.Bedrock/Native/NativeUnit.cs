namespace Outcrop.Bedrock.Native;

/// <summary>What a native stream is passed on in.</summary>
internal enum NativeUnit
{
    /// <summary>Whole frames of <c>application/vnd.amazon.eventstream</c>, both checksums included.</summary>
    Frame,

    /// <summary>The provider's JSON documents, taken out of whatever framed them.</summary>
    Document,
}
