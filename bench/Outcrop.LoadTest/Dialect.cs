namespace Outcrop.LoadTest;

/// <summary>How a candidate is asked.</summary>
internal enum Dialect
{
    /// <summary>Bedrock's own bytes, which it passes on: a proxy's way, and that of the gateway's dialect of Bedrock.</summary>
    Bytes,

    /// <summary>The origin's plain stream.</summary>
    Seed,

    /// <summary>OpenAI's chat completions.</summary>
    OpenAI,

    /// <summary>Anthropic's Messages.</summary>
    Anthropic,
}
