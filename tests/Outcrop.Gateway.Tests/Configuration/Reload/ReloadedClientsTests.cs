using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Configuration.Reload;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Gateway.Tests.Upstream;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway.Tests.Configuration.Reload;

/// <summary>What a reload does to the clients of accounts that it changes, and to those of the others: seen from Bedrock's side.</summary>
public sealed class ReloadedClientsTests
{
    /// <summary>One account changes: the other keeps its connection, its session and the clock it has learnt, and what runs on the old client of the changed one ends as it would have.</summary>
    [Fact]
    public async Task Reload_OfOneAccount_LeavesTheOtherAlone()
    {
        CountedRelay? one = null;
        CountedRelay? two = null;
        await using CredentialBed bed = await CredentialBed.StartAsync(bed => bed.Json(endpointOne: (one = new CountedRelay(bed.One.Endpoint)).Endpoint, endpointTwo: (two = new CountedRelay(bed.Two.Endpoint)).Endpoint));
        bed.One.AdvanceClock(TimeSpan.FromHours(1));
        Assert.Equal((200, 200), (await bed.AskAsync("one"), await bed.AskAsync("two")));
        Assert.Equal((2, 1), (CredentialBed.Asked(bed.One).Length, CredentialBed.Asked(bed.Two).Length));
        Assert.Equal((1, 1), (one!.Made, two!.Made));
        bed.Two.When(text: "slowly").Delay(TimeSpan.FromSeconds(5));
        Task<HttpResponseMessage> running = bed.Gateway.PostAsync("/v1/chat/completions", """{"model":"two","messages":[{"role":"user","content":"slowly"}]}""");
        await Eventually.TrueAsync(() => bed.Two.Journal.Any(static request => request.Scripted));

        bed.Write(bed.Json(two: CredentialBed.Credentials(duration: 7200), endpointOne: one.Endpoint, endpointTwo: two.Endpoint));
        Assert.Equal(ReloadResult.Reloaded, bed.Reloader.Reload("test"));
        Assert.Equal((200, 200), (await bed.AskAsync("one"), await bed.AskAsync("two")));

        // The one: no new session, no new connection, and signed right at once.
        Assert.Equal((1, 3, 1), (CredentialBed.Sessions(bed.One), CredentialBed.Asked(bed.One).Length, one.Made));

        // The other: all new, and the old one lives until its last request has ended.
        Assert.Equal((2, 2, 2), (CredentialBed.Sessions(bed.Two), two.Made, two.Open));
        await bed.AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => running.IsCompleted);
        using HttpResponseMessage answered = await running;
        Assert.Equal(200, (int)answered.StatusCode);
        await answered.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => two.Open == 1);
        Assert.Equal((1, 2), (one.Open, bed.Gateway.App.Services.GetRequiredService<BedrockClients>().Count));
        await one.DisposeAsync();
        await two.DisposeAsync();
    }

    /// <summary>Reload after reload under load: the account that never changes is asked over the connections it had, and no client is left behind.</summary>
    [Fact]
    public async Task Reload_FiftyTimesUnderLoad_KeepsOneAccountsClientAndLeavesNoneBehind()
    {
        CountedRelay? one = null;
        await using CredentialBed bed = await CredentialBed.StartAsync(bed => bed.Json(endpointOne: (one = new CountedRelay(bed.One.Endpoint)).Endpoint));
        const int AtOnce = 4;
        int reloads = 0;
        Task<int[]>[] callers = [.. Enumerable.Range(0, AtOnce).Select(async caller =>
        {
            var statuses = new List<int>();
            while (Volatile.Read(ref reloads) < 50)
            {
                statuses.Add(await bed.AskAsync(caller % 2 == 0 ? "one" : "two"));
            }

            return statuses.ToArray();
        })];
        for (int round = 1; round <= 50; round++)
        {
            bed.Write(bed.Json(two: CredentialBed.Credentials(duration: 900 + round), endpointOne: one!.Endpoint));
            Assert.Equal(ReloadResult.Reloaded, bed.Reloader.Reload($"round {round}"));
            Assert.Equal(200, await bed.AskAsync("two"));
            Interlocked.Increment(ref reloads);
        }

        int[][] answers = await Task.WhenAll(callers);
        Assert.All(answers.SelectMany(static statuses => statuses), static status => Assert.Equal(200, status));
        Assert.Equal(1, CredentialBed.Sessions(bed.One));
        Assert.InRange(CredentialBed.Sessions(bed.Two), 50, 51);
        Assert.InRange(one!.Made, 1, AtOnce);
        await Eventually.TrueAsync(() => bed.Gateway.App.Services.GetRequiredService<BedrockClients>().Count == 2);
        Assert.Equal(51, bed.Gateway.App.Services.GetRequiredService<GatewaySnapshots>().Current.Version);
        await one.DisposeAsync();
    }

    /// <summary>A secret in a file of its own that is rotated: the file alone changes, and the next request has the new key.</summary>
    [Fact]
    public async Task Secret_RotatedInItsFile_IsUsedByTheNextRequest()
    {
        await using CredentialBed bed = await CredentialBed.StartAsync(
            bed =>
            {
                bed.Folder.Write("secrets/one", "bedrock-api-key-old\n");
                return bed.Json(one: """{"apiKey": "file:secrets/one"}""");
            },
            static options =>
            {
                options.BearerKeys.Add("bedrock-api-key-new");
                options.BearerKeys.Add("bedrock-api-key-old");
                options.Permissions["bedrock-api-key-old"] = new() { Actions = { "bedrock:Nothing" } };
            });
        Assert.Equal(502, await bed.AskAsync("one"));
        Assert.Equal(200, await bed.AskAsync("two"));

        // As orchestrators do it: a new file put in the place of the old one.
        File.Move(bed.Folder.Write("secrets/.one", "bedrock-api-key-new\n"), Path.Combine(bed.Folder.Path, "secrets", "one"), overwrite: true);
        Assert.Equal(ReloadResult.Reloaded, bed.Reloader.Reload("test"));
        Assert.Equal((200, 200), (await bed.AskAsync("one"), await bed.AskAsync("two")));
        Assert.Equal(1, CredentialBed.Sessions(bed.Two));
        Assert.DoesNotContain("bedrock-api-key", bed.Gateway.Log.All);

        // Gone: the last good one stays in force, and what is missing is named.
        File.Delete(Path.Combine(bed.Folder.Path, "secrets", "one"));
        Assert.Equal(ReloadResult.Refused, bed.Reloader.Reload("test"));
        Assert.Equal(200, await bed.AskAsync("one"));
        Assert.Equal(1, bed.Logged("configuration fault: $.accounts[0].credentials.apiKey (line "));
    }
}
