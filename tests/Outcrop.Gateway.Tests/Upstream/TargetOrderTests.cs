using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway.Tests.Upstream;

/// <summary>How a target is chosen among those that are well.</summary>
public class TargetOrderTests(ITestOutputHelper output)
{
    private const string Model = "amazon.nova-lite-v1:0";

    private static string Json(string strategy, bool sticky, string quotas = "[]") => $$"""
        {"routing": {"strategy": "{{strategy}}", "sticky": {{(sticky ? "true" : "false")}}}, "quotas": {{quotas}},
         "accounts": [{"id": "a", "regions": ["us-east-1"]}, {"id": "b", "regions": ["us-east-1"]}, {"id": "c", "regions": ["us-east-1"]}],
         "models": {"default": {"targets": [{"account": "a", "weight": 5}, {"account": "b", "weight": 3}, {"account": "c", "weight": 2, "priority": 1}] } } }
        """;

    [Fact]
    public async Task Weighted_Turns_AreExactAndSmooth()
    {
        var bed = new DispatchBed(Json("weighted", sticky: false), (_, _) => DispatchBed.Answer());
        for (int i = 0; i < 1000; i++)
        {
            await bed.AskAsync(Model);
        }

        string[] accounts = [.. bed.Asked.Select(one => one.Target.AccountId)];
        Assert.InRange(accounts.Count(account => account == "a"), 490, 510);
        Assert.InRange(accounts.Count(account => account == "b"), 290, 310);
        Assert.InRange(accounts.Count(account => account == "c"), 190, 210);

        // No account waits for more than a round: that is what smooth means.
        Assert.All(accounts.Chunk(10), round => Assert.Equal(3, round.Distinct().Count()));
    }

    /// <summary>By conversation each target gets its share, too; a conversation stays, and where its target fails only its own conversations move.</summary>
    [Fact]
    public async Task Weighted_Conversations_StayAndKeepTheShares()
    {
        bool dead = false;
        var bed = new DispatchBed(Json("weighted", sticky: true), (target, _) => dead && target.AccountId == "a" ? throw DispatchBed.Down() : DispatchBed.Answer());
        var places = new Dictionary<int, string>();
        for (int turn = 0; turn < 2; turn++)
        {
            for (int i = 0; i < 3000; i++)
            {
                ConverseRequest request = DispatchBed.Request($"conversation {i}", "Be brief.");
                for (int more = 0; more < turn; more++)
                {
                    request.Messages.Add(new Message(ConversationRole.Assistant, "Yes."));
                    request.Messages.Add(new Message(ConversationRole.User, $"And {more}?"));
                }

                string account = (await bed.AskAsync(Model, request)).Target!.AccountId;
                Assert.True(places.TryAdd(i, account) || places[i] == account);
            }
        }

        output.WriteLine(string.Join(", ", places.Values.GroupBy(account => account).Select(group => $"{group.Key} {group.Count()}")));
        Assert.InRange(places.Values.Count(account => account == "a"), 1400, 1600);
        Assert.InRange(places.Values.Count(account => account == "b"), 820, 980);
        Assert.InRange(places.Values.Count(account => account == "c"), 530, 670);

        dead = true;
        for (int i = 0; i < 3000; i++)
        {
            string account = (await bed.AskAsync(Model, DispatchBed.Request($"conversation {i}", "Be brief."))).Target!.AccountId;
            Assert.True(places[i] == "a" ? account != "a" : account == places[i]);
        }
    }

    [Fact]
    public async Task Priority_TheLowestAlone_IsAsked()
    {
        var bed = new DispatchBed(Json("priority", sticky: false), (_, _) => DispatchBed.Answer());
        for (int i = 0; i < 80; i++)
        {
            await bed.AskAsync(Model);
        }

        Assert.DoesNotContain(bed.Asked, one => one.Target.AccountId == "c");
        Assert.InRange(bed.Asked.Count(one => one.Target.AccountId == "a"), 49, 51);
    }

    [Fact]
    public async Task LeastInFlight_TheIdler_IsAsked()
    {
        var bed = new DispatchBed(Json("leastInFlight", sticky: false), (_, _) => DispatchBed.Answer());
        List<Dispatch> open = [];
        for (int i = 0; i < 80; i++)
        {
            Dispatch dispatch = bed.Begin(Model);
            await bed.RunAsync(dispatch);
            open.Add(dispatch);
        }

        Assert.Equal([50, 30], bed.Healths.Report().Where(report => report.Key.AccountId != "c").Select(report => report.InFlight));
        open.ForEach(dispatch => dispatch.End(ExchangeOutcome.Completed, null, null));
        Assert.All(bed.Healths.Report(), report => Assert.Equal(0, report.InFlight));
    }

    /// <summary>Criterion 4: at nine tenths of the sum of three uneven quotas under one request of a hundred is throttled; turn by turn it is a multiple.</summary>
    [Fact]
    public async Task Quota_UnevenAccountsAtNinetyPercent_AreHardlyThrottled()
    {
        double byQuota = await ThrottledShareAsync("quota", """[{"account": "a", "model": "*", "tokensPerMinute": 600000}, {"account": "b", "model": "*", "tokensPerMinute": 200000}, {"account": "c", "model": "*", "tokensPerMinute": 100000}]""");
        double byTurns = await ThrottledShareAsync("weighted", "[]");
        double unknown = await ThrottledShareAsync("quota", """[{"account": "a", "model": "*", "tokensPerMinute": 900000}, {"account": "b", "model": "*", "tokensPerMinute": 900000}, {"account": "c", "model": "*", "tokensPerMinute": 900000}]""");
        output.WriteLine($"seed {DispatchBed.Seed}; throttled attempts: by quota {byQuota:P2}, by turns {byTurns:P2}, by quotas that are wrong {unknown:P2}");
        Assert.InRange(byQuota, 0, 0.01);
        Assert.True(byTurns > 5 * Math.Max(byQuota, 0.002), $"{byTurns}");
    }

    /// <summary>Three accounts that grant 600, 200 and 100 thousand tokens a minute as Bedrock does, for ten minutes of requests at random moments and of random lengths.</summary>
    private static async Task<double> ThrottledShareAsync(string strategy, string quotas)
    {
        var granted = new Dictionary<string, double> { ["a"] = 600_000, ["b"] = 200_000, ["c"] = 100_000 };
        var left = new Dictionary<string, double>(granted);
        var running = new PriorityQueue<(Dispatch Dispatch, double Back, TokenUsage Usage), double>();
        var random = new Random(DispatchBed.Seed);
        int asked = 0;
        int throttled = 0;
        string json = Json(strategy, sticky: false, quotas).Replace(", \"weight\": 5", "", StringComparison.Ordinal).Replace(", \"weight\": 3", "", StringComparison.Ordinal).Replace(", \"weight\": 2, \"priority\": 1", "", StringComparison.Ordinal);
        var bed = new DispatchBed(json, (target, request) =>
        {
            asked++;
            double takes = 500 + request.InferenceConfig!.MaxTokens!.Value;
            if (left[target.AccountId] < takes)
            {
                throttled++;
                throw new BedrockException(BedrockErrorKind.Throttling, "too many tokens") { IsRetryable = true, StatusCode = 429 };
            }

            left[target.AccountId] -= takes;
            return DispatchBed.Answer();
        });
        double now = 0;
        string prompt = string.Concat(Enumerable.Repeat("word ", 480));
        while (now < 600)
        {
            // 500 tokens of input, 500 of output on average: 13.5 requests a second are nine tenths of 900,000 a minute.
            double next = now - (Math.Log(1 - random.NextDouble()) / 13.5);
            while (running.TryPeek(out _, out double end) && end <= next)
            {
                Step(end);
                (Dispatch dispatch, double back, TokenUsage usage) = running.Dequeue();
                string account = dispatch.Target!.AccountId;
                left[account] = Math.Min(granted[account], left[account] + back);
                dispatch.End(ExchangeOutcome.Completed, null, usage);
            }

            Step(next);
            int output = random.Next(250, 751);
            ConverseRequest request = DispatchBed.Request(prompt);
            request.InferenceConfig = new InferenceConfiguration { MaxTokens = 1000 };
            Dispatch begun = bed.Begin(Model, request);
            try
            {
                await bed.RunAsync(begun);
                running.Enqueue((begun, 1000 - output, new TokenUsage { InputTokens = 500, OutputTokens = output }), now + 2);
            }
            catch (GatewayException)
            {
                begun.End(ExchangeOutcome.Unavailable, Blame.Upstream, null);
            }
        }

        return throttled / (double)asked;

        void Step(double to)
        {
            foreach (string account in granted.Keys)
            {
                left[account] = Math.Min(granted[account], left[account] + (granted[account] * (to - now) / 60));
            }

            bed.Time.Advance(TimeSpan.FromSeconds(to - now));
            now = to;
        }
    }
}
