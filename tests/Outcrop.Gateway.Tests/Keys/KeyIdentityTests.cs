using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Keys;

namespace Outcrop.Gateway.Tests.Keys;

public class KeyIdentityTests
{
    private const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";

    /// <summary>S12: what a pattern covers, and what it must not.</summary>
    [Theory]
    [InlineData(Haiku, Haiku, true)]
    [InlineData(Haiku, "us." + Haiku, true)]
    [InlineData(Haiku, "global." + Haiku, true)]
    [InlineData(Haiku, Haiku + ":48k", true)]
    [InlineData(Haiku, "arn:aws:bedrock:us-east-1::foundation-model/" + Haiku, true)]
    [InlineData(Haiku, "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us." + Haiku, true)]
    [InlineData(Haiku, "Anthropic.claude-3-haiku-20240307-v1:0", false)]
    [InlineData(Haiku, "anthropic.claude-3-haiku-20240307-v1:01", false)]
    [InlineData(Haiku, "anthropic.claude-3-sonnet-20240229-v1:0", false)]
    [InlineData(Haiku, "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc", false)]
    [InlineData(Haiku, "arn:aws:bedrock:us-east-1:123456789012:custom-model/" + Haiku + "/abcdefghijkl", false)]
    [InlineData(Haiku, "arn:aws:sagemaker:us-east-1:123456789012:endpoint/" + Haiku, false)]
    [InlineData(Haiku, "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/" + Haiku, false)]
    [InlineData("us." + Haiku, "us." + Haiku, true)]
    [InlineData("us." + Haiku, Haiku, false)]
    [InlineData("us." + Haiku, "eu." + Haiku, false)]
    [InlineData("us." + Haiku, "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us." + Haiku, true)]
    [InlineData("us." + Haiku, "arn:aws:bedrock:us-east-1:123456789012:inference-profile/eu." + Haiku, false)]
    [InlineData("us.anthropic.*", "us." + Haiku, true)]
    [InlineData("us.anthropic.*", "eu." + Haiku, false)]
    [InlineData("anthropic.claude-3-*", "us." + Haiku, true)]
    [InlineData("anthropic.claude-3-*", "us.anthropic.claude-sonnet-5", false)]
    [InlineData("amazon.nova-*", "us." + Haiku, false)]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc", "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc", true)]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc", "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abd", false)]
    [InlineData("arn:aws:bedrock:*", "us." + Haiku, false)]
    [InlineData("*", "us." + Haiku, true)]
    public void MayUse_ByPattern_CoversWhatTheIdentifierNames(string pattern, string modelId, bool allowed) =>
        Assert.Equal(allowed, new KeyIdentity("a", new ApiKey { Id = "a", Models = [pattern] }).MayUse(modelId));

    [Fact]
    public void MayUse_WithoutAList_IsAnythingAndWithAnEmptyOneNothing()
    {
        Assert.True(new KeyIdentity("a", new ApiKey { Id = "a" }).MayUse(Haiku));
        Assert.False(new KeyIdentity("a", new ApiKey { Id = "a", Models = [] }).MayUse(Haiku));
    }
}
