using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.FrontEnds.Seed;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Configuration;

public class PromptTests
{
    [Theory]
    [InlineData("""{"prompt":"review","variables":{"audience":"{repo_url}"},"repo_url":"https://x/y/z.git"}""", "z for {repo_url} with {braces} in English, tone calm")]
    [InlineData("""{"prompt":"review","variables":{"audience":"ops","tone":"brisk"},"language":"KR"}""", " for ops with {braces} in Korean (한국어), tone brisk")]
    [InlineData("""{"language":"xx"}""", "plain English")]
    [InlineData("""{"language":"pt-br","repo_url":""}""", "plain Brazilian Portuguese (Português Brasileiro)")]
    [InlineData("""{"repo_url":"/local/path/thing/","type":null}""", "thing github /local/path/thing/")]
    public async Task Prompt_OfTheRequest_IsFilledOnceAndLiterally(string members, string expected)
    {
        FakeUpstream upstream = FakeUpstream.Saying("ok");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream, """
            {"prompts":{
              "review":{"text":"{repo_name} for {audience} with {{braces}} in {language_name}, tone {tone}","variables":{"audience":null,"tone":"calm"}},
              "default":"plain {language_name}",
              "repository":"{repo_name} {repo_type} {repo_url}"}}
            """);
        using HttpResponseMessage response = await gateway.ChatAsync(members[..^1] + ""","messages":[{"role":"system","content":"and be brief"},{"role":"user","content":"x"}]}""");
        Assert.Equal("ok", await response.Content.ReadAsStringAsync());
        Assert.Equal([expected, "and be brief"], Assert.Single(upstream.Requests).System.Select(block => Assert.IsType<TextBlock>(block).Text));
    }

    [Fact]
    public async Task Prompt_VariableThatIsNeeded_Is400WithoutIt()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"), """{"prompts":{"default":{"text":"{who}","variables":{"who":null}}}}""");
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        Assert.Equal("""400 {"detail":"variables: the prompt needs the variable 'who'"}""", $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    [Fact]
    public async Task Prompt_Empty_SendsNone()
    {
        FakeUpstream upstream = FakeUpstream.Saying("ok");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream, """{"prompts":{"default":""}}""");
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        Assert.Empty(Assert.Single(upstream.Requests).System);
    }

    [Theory]
    [InlineData("https://github.com/acme/rocket", "rocket")]
    [InlineData("https://github.com/acme/rocket.git", "rocket")]
    [InlineData("https://github.com/acme/rocket/", "rocket")]
    [InlineData("git@host:acme/rocket.git", "rocket")]
    [InlineData("rocket", "rocket")]
    [InlineData("", "")]
    public void RepositoryName_OfAUrl_IsItsLastPart(string url, string name) => Assert.Equal(name, SeedPrompt.RepositoryName(url));

    [Theory]
    [InlineData("en", "English")]
    [InlineData("zh-TW", "Traditional Chinese (繁體中文)")]
    [InlineData("fr", "Français (French)")]
    [InlineData("klingon", "English")]
    public void Language_ByCode_HasItsDisplayName(string code, string name) => Assert.Equal(name, Languages.NameOf(code));

    [Theory]
    [InlineData("{a} {{a}} {\"json\": 1} {not a name} }", "[a] {a} {\"json\": 1} {not a name} }")]
    [InlineData("{", "{")]
    [InlineData("{{{a}}}", "{[a]}")]
    [InlineData("", "")]
    public void Template_Braces_AreOnlyPlaceholdersWhenTheyHoldAName(string text, string expected) =>
        Assert.Equal(expected, PromptTemplate.Parse(text, new Dictionary<string, string?>()).Render(name => $"[{name}]"));
}
