namespace Outcrop.Emulator.Hosting;

/// <summary>Carries a refusal to the place where it is answered.</summary>
/// <param name="error">The refusal.</param>
/// <param name="inStream">Whether the stream has begun by the time it is refused, so that it is answered with status 200 and an exception frame.</param>
internal sealed class AwsErrorException(AwsError error, bool inStream = false) : Exception(error.Message)
{
    public AwsError Error { get; } = error;

    public bool InStream { get; } = inStream;
}
