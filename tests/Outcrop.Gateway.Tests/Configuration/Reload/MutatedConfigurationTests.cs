using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Configuration.Reload;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Configuration.Reload;

/// <summary>Fault row 47 and issue 8, case 6: whatever becomes of the file, nothing crashes, no request is dropped, and what is wrong is told with its path and reason.</summary>
public class MutatedConfigurationTests
{
    private const string File = "/c/outcrop.json";
    private const int Rounds = 500;

    [Fact]
    public async Task Row47_Reload_OfFiveHundredMutants_NeverCrashesNorDropsARequest()
    {
        var files = new MemoryFiles { Tells = false };
        files.Write("/run/key", Sample.OtherKey);
        files.Write(File, ConfigurationMutants.Good);
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("ok"), adjust: options =>
        {
            options.Configuration = null;
            options.ConfigurationPath = File;
            options.Environment = ConfigurationMutants.Environment;
            options.WorkingDirectory = "/c";
            options.Files = files;
            options.FileEvents = files;
            options.ReloadOnHangup = false;
        });
        ConfigurationReloader reloader = gateway.App.Services.GetRequiredService<ConfigurationReloader>();
        GatewaySnapshots snapshots = gateway.App.Services.GetRequiredService<GatewaySnapshots>();
        using var stop = new CancellationTokenSource();
        Task<int>[] callers = [.. Enumerable.Range(0, 2).Select(_ => CallAsync(gateway, stop.Token))];
        int refused = 0;
        int reloaded = 0;
        for (int seed = 1; seed <= Rounds; seed++)
        {
            (string kind, byte[] bytes, string? place) = ConfigurationMutants.Mutate(new Random(seed), seed);
            long version = snapshots.Current.Version;
            files.Write(File, bytes);
            ReloadResult result;
            try
            {
                result = reloader.Reload($"mutant {seed}");
            }
            catch (Exception exception)
            {
                throw new Xunit.Sdk.XunitException($"mutant {seed} ({kind}): {exception}");
            }

            if (result == ReloadResult.Refused)
            {
                refused++;
                Assert.Equal(version, snapshots.Current.Version);
                IReadOnlyList<ConfigurationFault> faults = new ConfigurationSource(File, ConfigurationMutants.Environment, "/c", files).Read().Faults;
                Assert.NotEmpty(faults);
                Assert.All(faults, fault => Assert.True(fault.Path.StartsWith('$') && fault.Message.Length > 5 && fault.Line >= 1, $"mutant {seed} ({kind}): {fault}"));
                Assert.All(faults, fault => Assert.True(FaultPlace.IsIn(fault.Path, bytes), $"mutant {seed} ({kind}): no such place: {fault}"));
                Assert.True(place is null || faults.Any(fault => fault.Path.StartsWith(place, StringComparison.Ordinal)), $"mutant {seed} ({kind}): nothing at {place} in {string.Join("; ", faults)}");

                // The one before still serves.
                Assert.Equal(200, await StatusAsync(gateway));
            }
            else
            {
                Assert.True(place is null, $"mutant {seed} ({kind}): {place} was taken");
                reloaded += result == ReloadResult.Reloaded ? 1 : 0;
                Assert.InRange(await StatusAsync(gateway), 200, 499);
            }

            files.Write(File, ConfigurationMutants.Good);
            reloader.Reload("the good one");
            Assert.Equal(200, await StatusAsync(gateway));
        }

        await stop.CancelAsync();
        int answered = (await Task.WhenAll(callers)).Sum();
        TestContext.Current.TestOutputHelper?.WriteLine($"seeds 1 to {Rounds}: {refused} refused, {reloaded} taken, {answered + (2 * Rounds)} requests answered");
        Assert.InRange(refused, Rounds / 2, Rounds);
        Assert.InRange(reloaded, 10, Rounds);
        Assert.True(answered > 0);
        Assert.DoesNotContain("canary", gateway.Log.All);
    }

    /// <summary>One pass tells all: wrong things in as many sections are as many faults.</summary>
    [Fact]
    public void Load_ManyThingsWrong_TellsEachAtOnce()
    {
        for (int seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            JsonObject root = JsonNode.Parse(ConfigurationMutants.Good)!.AsObject();
            string[] sections = [.. root.Select(static member => member.Key).Where(static name => name is not ("$schema" or "generator"))];
            random.Shuffle(sections);
            var places = new List<string>();
            foreach (string section in sections[..random.Next(2, 8)])
            {
                JsonNode[] leaves = [.. ConfigurationMutants.Below(root[section]!).Where(static node => node is JsonValue)];
                JsonNode leaf = leaves[random.Next(leaves.Length)];
                places.Add(ConfigurationMutants.PathOf(leaf));
                leaf.ReplaceWith(new JsonArray(new JsonArray()));
            }

            IReadOnlyList<ConfigurationFault> faults = Read(ConfigurationMutants.Bytes(root)).Faults;
            Assert.All(places, place => Assert.True(faults.Any(fault => fault.Path.StartsWith(place, StringComparison.Ordinal)), $"seed {seed}: nothing at {place} in {string.Join("; ", faults)}"));
        }
    }

    /// <summary>Syntax is told with the line and column that editors count, and without advice for programmers.</summary>
    [Theory]
    [InlineData("{\"a\": 1,\n \"b\": [}", 2, "(column 8)")]
    [InlineData("{\n\n", 3, "")]
    [InlineData("{} x", 1, "(column 4)")]
    public void Load_BadSyntax_IsToldWithItsPlace(string json, int line, string column)
    {
        ConfigurationFault fault = Assert.Single(Read(Encoding.UTF8.GetBytes(json)).Faults);
        Assert.Equal(("$", (int?)line), (fault.Path, fault.Line));
        Assert.EndsWith(column, fault.Message);
        Assert.DoesNotContain("LineNumber", fault.Message);
    }

    [Fact]
    public void Good_File_IsGood() => Assert.Empty(Read(ConfigurationMutants.Good).Faults);

    [Theory]
    [InlineData("﻿")]
    [InlineData("// first\n")]
    [InlineData("/* first */\r\n")]
    [InlineData("\r\n\t ")]
    public void Load_MarkCommentsAndLineEnds_AreNoFault(string before) => Assert.Empty(Read([.. Encoding.UTF8.GetBytes(before), .. ConfigurationMutants.Good]).Faults);

    private static ConfigurationReading Read(byte[] bytes)
    {
        var files = new MemoryFiles();
        files.Write("/run/key", Sample.OtherKey);
        files.Write(File, bytes);
        return new ConfigurationSource(File, ConfigurationMutants.Environment, "/c", files).Read();
    }

    private static async Task<int> CallAsync(RunningGateway gateway, CancellationToken stop)
    {
        int answered = 0;
        while (!stop.IsCancellationRequested)
        {
            Assert.InRange(await StatusAsync(gateway), 200, 499);
            answered++;
        }

        return answered;
    }

    private static async Task<int> StatusAsync(RunningGateway gateway)
    {
        using HttpResponseMessage response = await gateway.ChatAsync("""{"model":"amazon.nova-micro-v1:0","messages":[{"role":"user","content":"x"}]}""", ("x-api-key", Sample.Key));
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode != 200 || body == "ok", body);
        return (int)response.StatusCode;
    }
}
