using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Tests.Hosting;

/// <summary>An outage cuts requests while they end by themselves.</summary>
public sealed class EmulatorCallTests
{
    [Fact]
    public void CutIf_WhileItRuns_ResetsItWhereTheConditionHolds()
    {
        var lifetime = new Lifetime();
        EmulatorCall call = Start(lifetime);
        call.CutIf(static one => one.Region == "eu-west-1");
        Assert.Equal((false, 0), (call.IsCut, lifetime.Aborts));
        call.CutIf(static one => one.Region == "us-east-1");
        Assert.Equal((true, 1), (call.IsCut, lifetime.Aborts));
    }

    /// <summary>The server takes the context back when the request is over, and gives the connection to the next one: neither may be looked at.</summary>
    [Fact]
    public void CutIf_OnceItIsOver_LeavesTheConnectionAlone()
    {
        var lifetime = new Lifetime();
        EmulatorCall call = Start(lifetime);
        call.End();
        ((DefaultHttpContext)call.Http).Uninitialize();
        call.CutIf(static one => one.Region == "us-east-1");
        Assert.Equal((false, 0), (call.IsCut, lifetime.Aborts));
    }

    private static EmulatorCall Start(Lifetime lifetime)
    {
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature { Method = "POST", RawTarget = "/model/amazon.nova-lite-v1%3A0/converse" });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpRequestLifetimeFeature>(lifetime);
        var http = new DefaultHttpContext(features);
        string target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return new EmulatorCall(new EmulatorState(new EmulatorOptions()), http, OperationRoute.Parse("POST", target), new EmulatorRequest("POST", target, "HTTP/1.1", new Dictionary<string, string>()));
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public int Aborts { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => Aborts++;
    }
}
