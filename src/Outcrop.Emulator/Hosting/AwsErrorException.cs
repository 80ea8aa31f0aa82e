namespace Outcrop.Emulator.Hosting;

/// <summary>Carries a refusal to the place where it is answered.</summary>
internal sealed class AwsErrorException(AwsError error) : Exception(error.Message)
{
    public AwsError Error { get; } = error;
}
