using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Tests.Errors;

/// <summary>The classification as a table: a kind without a row fails.</summary>
public sealed class RetryClassifierTests
{
    [Fact]
    public void Classify_EveryKind_HasItsRow()
    {
        var table = new Dictionary<BedrockErrorKind, RetryClass>
        {
            [BedrockErrorKind.Validation] = RetryClass.None,
            [BedrockErrorKind.AccessDenied] = RetryClass.None,
            [BedrockErrorKind.Credentials] = RetryClass.Credentials,
            [BedrockErrorKind.ExpiredToken] = RetryClass.Credentials,
            [BedrockErrorKind.ResourceNotFound] = RetryClass.None,
            [BedrockErrorKind.Conflict] = RetryClass.None,
            [BedrockErrorKind.ServiceQuotaExceeded] = RetryClass.None,
            [BedrockErrorKind.RequestTooLarge] = RetryClass.None,
            [BedrockErrorKind.Throttling] = RetryClass.Throttle,
            [BedrockErrorKind.ModelNotReady] = RetryClass.Transient,
            [BedrockErrorKind.ModelTimeout] = RetryClass.None,
            [BedrockErrorKind.ModelError] = RetryClass.None,
            [BedrockErrorKind.ModelStreamError] = RetryClass.TransientOnce,
            [BedrockErrorKind.InternalServer] = RetryClass.Transient,
            [BedrockErrorKind.ServiceUnavailable] = RetryClass.Transient,
            [BedrockErrorKind.Transport] = RetryClass.Transient,
            [BedrockErrorKind.Timeout] = RetryClass.Transient,
            [BedrockErrorKind.StreamTruncated] = RetryClass.Transient,
            [BedrockErrorKind.StreamCorrupted] = RetryClass.Transient,
            [BedrockErrorKind.UnexpectedResponse] = RetryClass.None,
            [BedrockErrorKind.Configuration] = RetryClass.None,
            [BedrockErrorKind.Unknown] = RetryClass.None,
        };
        Assert.All(Enum.GetValues<BedrockErrorKind>(), kind => Assert.Equal(table[kind], RetryClassifier.Classify(kind)));
    }

    [Fact]
    public void Classify_ModelErrorOfTheModelsServer_IsTransient()
    {
        Assert.Equal(RetryClass.Transient, RetryClassifier.Classify(BedrockErrorKind.ModelError, 500));
        Assert.Equal(RetryClass.None, RetryClassifier.Classify(BedrockErrorKind.ModelError, 424));
    }

    [Theory]
    [InlineData(BedrockErrorKind.Throttling, true, false, nameof(RetryClass.Throttle))]
    [InlineData(BedrockErrorKind.Throttling, false, false, nameof(RetryClass.None))]
    [InlineData(BedrockErrorKind.Throttling, true, true, nameof(RetryClass.None))]
    [InlineData(BedrockErrorKind.ExpiredToken, false, false, nameof(RetryClass.Credentials))]
    [InlineData(BedrockErrorKind.ExpiredToken, false, true, nameof(RetryClass.None))]
    public void Classify_Exception_ObeysWhatItsMakerDeclared(BedrockErrorKind kind, bool retryable, bool midStream, string expected) =>
        Assert.Equal(Enum.Parse<RetryClass>(expected), RetryClassifier.Classify(new BedrockException(kind, "m") { IsRetryable = retryable, IsMidStream = midStream }));
}
