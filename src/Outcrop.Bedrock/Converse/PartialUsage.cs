namespace Outcrop.Bedrock.Converse;

/// <summary>What a stream has told of its tokens before its end.</summary>
/// <param name="Usage">The counts so far; the input's are final.</param>
/// <param name="IsWhole">Whether the output's are, too: the model has said why it stopped, and only its mark was missing.</param>
internal readonly record struct PartialUsage(TokenUsage Usage, bool IsWhole);
