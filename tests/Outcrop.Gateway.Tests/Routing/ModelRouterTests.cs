using Outcrop.Bedrock;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Routing;

/// <summary>What a name comes to: targets, fallbacks, policy, and what of it a key may use.</summary>
public class ModelRouterTests
{
    private const string Two = """
        {
          "accounts": [{"id": "one", "regions": ["us-east-1", "us-west-2"]}, {"id": "two", "regions": ["eu-west-1"]}],
          "routing": {"strategy": "leastInFlight"},
          "timeouts": {"total": 100, "firstByte": 50},
          "keys": [
            {"id": "all", "key": "${K1}"},
            {"id": "some", "key": "${K2}", "models": ["amazon.nova-lite*"], "strategy": "weighted", "timeouts": {"total": 10}}
          ],
          "models": {
            "default": {"targets": [{"region": "us-west-2", "priority": 1}, {"account": "two"}], "strategy": "quota"},
            "aliases": {
              "mixed": {"targets": [{"model": "amazon.nova-micro-v1:0"}, {"account": "two", "model": "amazon.nova-lite-v1:0"}], "fallbacks": ["plain", "lite", "mistral.mistral-large-3-675b-instruct"], "sticky": false, "timeouts": {"total": 20}},
              "plain": "amazon.nova-pro-v1:0",
              "lite": {"targets": [{"model": "amazon.nova-lite-v1:0", "region": "us-west-2"}], "fallbacks": ["plain"]},
              "nova-*": {"targets": [{"model": "amazon.nova-*-v1:0"}, {"account": "two", "model": "eu.amazon.nova-*-v1:0"}]},
              "bedrock/*": "*"
            }
          }
        }
        """;

    private static readonly OutcropConfiguration Configuration = new MemoryFiles().Load(Two, new Dictionary<string, string> { ["K1"] = Sample.Key, ["K2"] = Sample.OtherKey });

    [Fact]
    public void Resolve_NothingConfigured_IsOneTargetAsBefore()
    {
        Route route = ModelRouter.ResolveByName(new MemoryFiles().Load("""{"bedrock": {"apiByModel": {"amazon.nova-lite-v1:0": "invoke"}}}"""), KeyIdentity.Anonymous, "amazon.nova-lite-v1:0");

        Assert.Equal(new Target("default", null, "amazon.nova-lite-v1:0", BedrockApi.InvokeModel), Assert.Single(route.Targets));
        Assert.Equal(("amazon.nova-lite-v1:0", BedrockApi.InvokeModel, 0), (route.ModelId, route.Api, route.Fallbacks.Count));
        Assert.Equal((RoutingStrategy.Priority, true), (route.Policy.Strategy, route.Policy.Sticky));
    }

    [Theory]
    [InlineData("mixed", "one/us-east-1/amazon.nova-micro-v1:0, two/eu-west-1/amazon.nova-lite-v1:0")]
    [InlineData("amazon.titan-text-express-v1", "one/us-west-2/amazon.titan-text-express-v1, two/eu-west-1/amazon.titan-text-express-v1")]
    [InlineData("plain", "one/us-west-2/amazon.nova-pro-v1:0, two/eu-west-1/amazon.nova-pro-v1:0")]
    [InlineData("nova-lite", "one/us-east-1/amazon.nova-lite-v1:0, two/eu-west-1/eu.amazon.nova-lite-v1:0")]
    [InlineData("bedrock/mixed", "one/us-east-1/amazon.nova-micro-v1:0, two/eu-west-1/amazon.nova-lite-v1:0")]
    [InlineData("bedrock/amazon.nova-pro-v1:0", "one/us-west-2/amazon.nova-pro-v1:0, two/eu-west-1/amazon.nova-pro-v1:0")]
    public void Resolve_Name_GivesItsTargetsInTheFilesOrder(string name, string targets)
    {
        Route route = ModelRouter.ResolveByName(Configuration, Key("all"), name);

        Assert.Equal(targets, string.Join(", ", route.Targets));
        Assert.Equal(route.Targets[0].ModelId, route.ModelId);
    }

    [Fact]
    public void Resolve_Fallbacks_AreFlatAndEachOnce()
    {
        Route route = ModelRouter.ResolveByName(Configuration, Key("all"), "mixed");

        Assert.Equal(["amazon.nova-pro-v1:0", "amazon.nova-lite-v1:0", "mistral.mistral-large-3-675b-instruct"], route.Fallbacks.Select(fallback => fallback.ModelId));
        Assert.All(route.Fallbacks, fallback => Assert.Empty(fallback.Fallbacks));
        Assert.Equal("us-west-2", route.Fallbacks[1].Targets[0].Region);
    }

    /// <summary>S12: neither a route nor a fallback widens what a key may use.</summary>
    [Fact]
    public void S12_Resolve_KeyWithFewModels_SeesOnlyTheirTargetsAndFallbacks()
    {
        Route route = ModelRouter.ResolveByName(Configuration, Key("some"), "mixed");

        Assert.Equal("two/eu-west-1/amazon.nova-lite-v1:0", Assert.Single(route.Targets).ToString());
        Assert.Equal("amazon.nova-lite-v1:0", Assert.Single(route.Fallbacks).ModelId);
        foreach (string name in (string[])["plain", "amazon.nova-pro-v1:0", "nova-micro", "bedrock/plain"])
        {
            Assert.Equal(GatewayErrorKind.PermissionDenied, Assert.Throws<GatewayException>(() => ModelRouter.ResolveByName(Configuration, Key("some"), name)).Error.Kind);
        }
    }

    [Fact]
    public void Resolve_Policy_TheKeysGoesBeforeTheModelsBeforeTheRest()
    {
        RoutePolicy ofModel = ModelRouter.ResolveByName(Configuration, Key("all"), "mixed").Policy;
        RoutePolicy ofKey = ModelRouter.ResolveByName(Configuration, Key("some"), "mixed").Policy;
        RoutePolicy ofDefault = ModelRouter.ResolveByName(Configuration, Key("all"), "plain").Policy;

        Assert.Equal((RoutingStrategy.LeastInFlight, false, 20, 50), (ofModel.Strategy, ofModel.Sticky, ofModel.Timeouts.Total.TotalSeconds, ofModel.Timeouts.FirstByte.TotalSeconds));
        Assert.Equal((RoutingStrategy.Weighted, false, 10), (ofKey.Strategy, ofKey.Sticky, ofKey.Timeouts.Total.TotalSeconds));
        Assert.Equal((RoutingStrategy.Quota, true, 100), (ofDefault.Strategy, ofDefault.Sticky, ofDefault.Timeouts.Total.TotalSeconds));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("bedrock/nothing")]
    [InlineData("nova-/../x")]
    public void Resolve_NameOfNothing_IsNotFound(string name) =>
        Assert.Contains(Assert.Throws<GatewayException>(() => ModelRouter.ResolveByName(Configuration, Key("all"), name)).Error.Kind, (GatewayErrorKind[])[GatewayErrorKind.ModelNotFound, GatewayErrorKind.PermissionDenied]);

    private static KeyIdentity Key(string id) => new(id, Configuration.Keys.Single(key => key.Id == id));
}
