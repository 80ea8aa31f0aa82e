using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Transport;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway.Tests.Upstream;

/// <summary>A client is kept over a reload only where everything it is made of is the same.</summary>
public class ClientKeyTests
{
    private static readonly Random Chance = new(1);
    private static readonly ModelCatalog Other = ModelCatalog.Default.With(ModelCatalogOverrides.Parse("{}"u8.ToArray()));

    /// <summary>Every option there is, found by reflection: one that is added later and forgotten in the key fails here.</summary>
    [Fact]
    public void Of_AnyOptionChanged_IsAnotherKey()
    {
        ClientKey usual = ClientKey.Of(Options(), null);
        Assert.Equal(usual, ClientKey.Of(Options(), null));
        Assert.Equal(usual.GetHashCode(), ClientKey.Of(Options(), null).GetHashCode());
        int changed = 0;
        foreach ((string name, Func<BedrockClientOptions, object> owner) in ((string, Func<BedrockClientOptions, object>)[])[("options", o => o), ("credentials", o => o.Credentials)])
        {
            foreach (PropertyInfo property in owner(Options()).GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                if (property.PropertyType == typeof(Bedrock.Credentials.BedrockCredentialOptions))
                {
                    continue;
                }

                BedrockClientOptions options = Options();
                property.SetValue(owner(options), Changed(property.PropertyType, property.GetValue(owner(options))));
                Assert.False(usual.Equals(ClientKey.Of(options, null)), $"{name}.{property.Name} is not in the key");
                changed++;
            }
        }

        Assert.InRange(changed, 30, 100);
    }

    [Fact]
    public void Of_TablesInAnotherOrder_IsTheSameKey()
    {
        BedrockClientOptions one = Options();
        BedrockClientOptions two = Options();
        (one.BaseModels["a"], one.BaseModels["b"]) = ("1", "2");
        two.BaseModels["b"] = "2";
        two.BaseModels["a"] = "1";
        Assert.Equal(ClientKey.Of(one, null), ClientKey.Of(two, null));
        one.BaseModels.Remove("a");
        one.Credentials.SessionTags["a"] = "1";
        Assert.NotEqual(ClientKey.Of(one, null), ClientKey.Of(two, null));
    }

    /// <summary>A file of changes to the catalogue is read at every load: what it says counts, not who read it.</summary>
    [Theory]
    [InlineData("{}", true)]
    [InlineData("{ }", false)]
    public void Clients_WithTheSameCatalogueFile_AreShared(string second, bool areShared)
    {
        var files = new MemoryFiles();
        using var meters = new TestMeters();
        var clients = new BedrockClients(
            (configuration, account, region) => BedrockOptionsFactory.Create(configuration, account, region, TimeProvider.System, NullLoggerFactory.Instance, meters, null),
            NullLogger<BedrockUpstream>.Instance);
        files.Write("/c/catalog.json", "{}");
        OutcropConfiguration before = files.Load("""{"bedrock": {"region": "us-east-1", "catalog": "catalog.json"}}""");
        files.Write("/c/catalog.json", second);
        OutcropConfiguration after = files.Load("""{"bedrock": {"region": "us-east-1", "catalog": "catalog.json"}, "limits": {"maxConcurrentRequests": 5}}""");
        using BedrockUpstream one = clients.Take(before, before.Accounts[0], "us-east-1");
        BedrockUpstream? two = clients.TryTake(after, after.Accounts[0], "us-east-1");
        Assert.Equal(areShared, ReferenceEquals(one.Client, two?.Client));
        two?.Dispose();
        two?.Dispose();
        Assert.Equal(1, clients.Count);
        one.Dispose();
        Assert.Equal(0, clients.Count);
    }

    private static BedrockClientOptions Options() => new() { Random = Chance };

    private static object Changed(Type type, object? value) => value switch
    {
        IDictionary<string, string> => new Dictionary<string, string> { ["x"] = "y" },
        IDictionary<string, BedrockApi> => new Dictionary<string, BedrockApi> { ["x"] = BedrockApi.InvokeModel },
        IDictionary<string, BedrockSurface> => new Dictionary<string, BedrockSurface> { ["x"] = BedrockSurface.Mantle },
        BedrockTimeouts timeouts => timeouts with { Idle = TimeSpan.FromSeconds(7) },
        BedrockRetryOptions retry => retry with { MaxAttempts = 7 },
        ModelCatalog => Other,
        TimeSpan span => span + TimeSpan.FromSeconds(1),
        int number => number + 1,
        bool flag => !flag,
        TimeProvider => new FakeTimeProvider(),
        Random => new Random(2),
        string text => text + "x",
        null when type == typeof(string) => "x",
        null when type == typeof(bool?) => true,
        null when type == typeof(Uri) => new Uri("https://x.example"),
        null when type == typeof(System.Diagnostics.Metrics.IMeterFactory) => new TestMeters(),
        null when type == typeof(HttpMessageHandler) => new SocketsHttpHandler(),
        null when type == typeof(Microsoft.Extensions.Logging.ILoggerFactory) => NullLoggerFactory.Instance,
        _ => throw new NotSupportedException($"Say here how a {type} changes."),
    };
}

