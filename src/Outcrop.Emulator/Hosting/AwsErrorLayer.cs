namespace Outcrop.Emulator.Hosting;

/// <summary>Which part of AWS an error comes from; it stands in the URI of the <c>x-amzn-ErrorType</c> header.</summary>
internal enum AwsErrorLayer
{
    /// <summary>The service: <c>com.amazon.bedrock</c>.</summary>
    Service,

    /// <summary>The layer in front of it that authenticates and routes: <c>com.amazon.coral.service</c>.</summary>
    Authentication,
}
