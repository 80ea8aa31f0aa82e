using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Tests.Routing;

/// <summary>Names for models.</summary>
public class ModelAliasesTests
{
    private static readonly Dictionary<string, string> Aliases = new()
    {
        ["gpt-4o"] = "exact", ["gpt-*"] = "short", ["gpt-4*"] = "long", ["bedrock/*"] = "*", ["eu/*"] = "eu.*", ["*"] = "rest",
    };

    [Theory]
    [InlineData("gpt-4o", "exact")]
    [InlineData("gpt-4.1", "long")]
    [InlineData("gpt-3.5", "short")]
    [InlineData("gpt-", "short")]
    [InlineData("bedrock/us.amazon.nova-lite-v1:0", "us.amazon.nova-lite-v1:0")]
    [InlineData("eu/amazon.nova-lite-v1:0", "eu.amazon.nova-lite-v1:0")]
    [InlineData("GPT-4o", "rest")]
    public void Resolve_Name_TakesTheExactThenTheLongest(string name, string expected) => Assert.Equal(expected, ModelAliases.Resolve(Aliases, name));

    [Fact]
    public void Resolve_NothingFits_IsTheNameItself() => Assert.Equal("amazon.nova-lite-v1:0", ModelAliases.Resolve(new Dictionary<string, string> { ["x*"] = "y" }, "amazon.nova-lite-v1:0"));
}
