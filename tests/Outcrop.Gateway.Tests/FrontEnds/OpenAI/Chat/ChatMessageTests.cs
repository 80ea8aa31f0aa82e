using System.Text;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.FrontEnds.OpenAI.Chat;
using Outcrop.Gateway.FrontEnds;
using Outcrop.Gateway.Pipeline;
using static Outcrop.Gateway.Tests.FrontEnds.OpenAI.Chat.ChatCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Chat;

/// <summary>All roles and parts of a message, and what they become.</summary>
public class ChatMessageTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC";

    public static TheoryData<string, string> Messages => new()
    {
        { "{'role':'system','content':'s'},{'role':'developer','content':[{'type':'text','text':'d'}]},{'role':'user','content':'u'}", "'system':[{'text':'s'},{'text':'d'}]" },
        { "{'role':'system','content':'s'},{'role':'developer','content':'d'}", "'messages':[{'role':'user','content':[{'text':'s'},{'text':'d'}]}]" },
        { "{'role':'user','content':'a'},{'role':'user','content':[{'type':'text','text':'b'}]}", "'messages':[{'role':'user','content':[{'text':'a'},{'text':'b'}]}]" },
        { "{'role':'user','content':[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}},{'type':'text','text':'b'}]}", "[{'text':'a'},{'cachePoint':{'type':'default'}},{'text':'b'}]" },
        { "{'role':'system','content':'s','cache_control':{'type':'ephemeral','ttl':'1h'}},{'role':'user','content':'u'}", "[{'text':'s'},{'cachePoint':{'type':'default','ttl':'1h'}}]" },
        { "{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64," + Png + "','detail':'auto'}}]}", "{'image':{'format':'png','source':{'bytes':'" + Png + "'}}}" },
        { "{'role':'user','content':[{'type':'image_url','image_url':'data:image/png;base64," + Png + "'}]}", "{'image':{'format':'png','source':{'bytes':'" + Png + "'}}}" },
        { "{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/jpg;base64,/9j/'}}]}", "'format':'jpeg'" },
        { "{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:application/pdf;base64,JVBERi0='}}]}", "{'document':{" },
        { "{'role':'user','content':[{'type':'file','file':{'filename':'a b.pdf','file_data':'data:application/pdf;base64,JVBERi0='}}]}", "'name':'a b'" },
        { "{'role':'user','content':[{'type':'file','file':{'filename':'notes.md','file_data':'SGk='}}]}", "'format':'md'" },
        { "{'role':'user','content':[{'type':'input_audio','input_audio':{'format':'wav','data':'UklGRg=='}}]}", "{'audio':{'format':'wav','source':{'bytes':'UklGRg=='}}}" },
        { "{'role':'user','content':'u'},{'role':'assistant','content':null,'refusal':'No.'},{'role':'user','content':'v'}", "{'role':'assistant','content':[{'text':'No.'}]}" },
        { "{'role':'user','content':'u'},{'role':'assistant','content':'','tool_calls':[{'id':'c1','type':'function','function':{'name':'f','arguments':'{\\\"a\\\": 1.50}'}}]},{'role':'tool','tool_call_id':'c1','content':'r'}", "{'toolUse':{'toolUseId':'c1','name':'f','input':{'a': 1.50}}}" },

        // Acceptance row 6: arguments that are empty or blank are the empty object.
        { "{'role':'user','content':'u'},{'role':'assistant','tool_calls':[{'id':'c1','type':'function','function':{'name':'f','arguments':''}}]},{'role':'tool','tool_call_id':'c1','content':'r'}", "'input':{}" },

        // Acceptance row 7: the results of one round are one message, in order, with the user's text behind them.
        { "{'role':'user','content':'u'},{'role':'assistant','tool_calls':[{'id':'1','function':{'name':'f','arguments':'{}'}},{'id':'2','function':{'name':'g','arguments':'{}'}}]},{'role':'tool','tool_call_id':'1','content':'a'},{'role':'tool','tool_call_id':'2','content':[{'type':'text','text':'b'}]},{'role':'user','content':'and?'}",
            "{'role':'user','content':[{'toolResult':{'toolUseId':'1','content':[{'text':'a'}]}},{'toolResult':{'toolUseId':'2','content':[{'text':'b'}]}},{'text':'and?'}]}" },
        { "{'role':'user','content':'u'},{'role':'assistant','function_call':{'name':'f','arguments':'{}'}},{'role':'function','name':'f','content':'r'}", "{'toolResult':{'toolUseId':'call_legacy_0','content':[{'text':'r'}]}}" },
        { "{'role':'user','content':'u'},{'role':'assistant','reasoning_details':[{'type':'reasoning.text','text':'t','signature':'S==','index':0},{'type':'reasoning.encrypted','data':'RQ==','index':1}],'content':'a'},{'role':'user','content':'v'}",
            "[{'reasoningContent':{'reasoningText':{'text':'t','signature':'S=='}}},{'reasoningContent':{'redactedContent':'RQ=='}},{'text':'a'}]" },

        // The pieces of a streamed answer, as a client kept them.
        { "{'role':'user','content':'u'},{'role':'assistant','reasoning_details':[{'type':'reasoning.text','text':'t','index':0},{'type':'reasoning.text','text':'u','index':0},{'type':'reasoning.text','signature':'S','index':0},{'type':'reasoning.text','signature':'T','index':0},{'type':'reasoning.text','text':'v','index':1}],'content':'a'},{'role':'user','content':'v'}",
            "[{'reasoningContent':{'reasoningText':{'text':'tu','signature':'ST'}}},{'reasoningContent':{'reasoningText':{'text':'v'}}},{'text':'a'}]" },
        { "{'role':'user','content':'u'},{'role':'assistant','reasoning_details':[{'type':'reasoning.text','text':'t','signature':'S','index':0},{'type':'reasoning.text','text':'w','signature':'T','index':1,'follows':1}],'content':'a','tool_calls':[{'id':'1','function':{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'1','content':'r'}",
            "{'text':'t','signature':'S'}}},{'text':'a'},{'reasoningContent':{'reasoningText':{'text':'w','signature':'T'}}},{'toolUse':" },
        { "{'role':'user','content':'u'},{'role':'assistant','thinking_blocks':[{'type':'thinking','thinking':'t','signature':'S'},{'type':'redacted_thinking','data':'RQ=='}],'content':'a'},{'role':'user','content':'v'}",
            "[{'reasoningContent':{'reasoningText':{'text':'t','signature':'S'}}},{'reasoningContent':{'redactedContent':'RQ=='}},{'text':'a'}]" },
        { "{'role':'user','content':'u'},{'role':'assistant','reasoning_content':'t','content':'a'},{'role':'user','content':'v'}", "[{'reasoningContent':{'reasoningText':{'text':'t'}}},{'text':'a'}]" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Messages_OfEveryForm_BecomeConverses(string messages, string expected) =>
        Assert.Contains(expected.Replace('\'', '"'), Converse(messages).ToJson().ToString(), StringComparison.Ordinal);

    public static TheoryData<string, string> Wrong => new()
    {
        { "{'role':'system','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA'}}]},{'role':'user','content':'u'}", "messages[0].content[0].type" },
        { "{'role':'user','content':[{'type':'image_url','image_url':{'url':'https://example.com/a.png'}}]}", "messages[0].content[0].image_url.url" },
        { "{'role':'user','content':[{'type':'image_url','image_url':{'url':'file:///etc/passwd'}}]}", "messages[0].content[0].image_url.url" },
        { "{'role':'user','content':[{'type':'image_url','image_url':{'url':'s3://bucket/a.png'}}]}", "messages[0].content[0].image_url.url" },
        { "{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,%%%'}}]}", "messages[0].content[0].image_url.url" },
        { "{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:text/x-evil;base64,AAAA'}}]}", "messages[0].content[0].image_url.url" },
        { "{'role':'user','content':[{'type':'file','file':{'file_id':'f-1'}}]}", "messages[0].content[0].file.file_data" },
        { "{'role':'user','content':[{'type':'video_url','video_url':'x'}]}", "messages[0].content[0].type" },
        { "{'role':'tool','content':'r'}", "messages[0].tool_call_id" },
        { "{'role':'function','name':'f','content':'r'}", "messages[0].name" },
        { "{'role':'assistant','tool_calls':[{'id':'1','type':'function','function':{'name':'f','arguments':'[]'}}]}", "messages[0].tool_calls[0].function.arguments" },
        { "{'role':'assistant','tool_calls':[{'id':'1','type':'function','function':{'name':'f','arguments':'{'}}]}", "messages[0].tool_calls[0].function.arguments" },
        { "{'role':'assistant','tool_calls':[{'type':'function','function':{'name':'f'}}]}", "messages[0].tool_calls[0].id" },
        { "{'role':'assistant','content':'a','audio':{'id':'x'}}", "messages[0].audio" },
        { "{'role':'robot','content':'r'}", "messages[0].role" },
        { "{'content':'r'}", "messages[0].role" },
        { "{'role':'user'}", "messages[0].content" },
        { "7", "messages[0]" },
        { "", "messages" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Messages_Impossible_AreRefusedByTheirPath(string messages, string path) =>
        Assert.Equal(path, Assert.Throws<GatewayException>(() => Converse(messages)).Error.Parameter);

    [Fact]
    public void Names_AndDetail_AreLeftOutAndNamedOnce()
    {
        ChatRequest request = Read("{\"messages\":[{'role':'user','name':'ann','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA','detail':'high'}},{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA','detail':'low'}}]},{'role':'user','name':'bob','content':'x'}]}".Replace('\'', '"'));

        Assert.Equal(["messages.name", "image_url.detail"], request.Dropped);
    }

    /// <summary>An image of megabytes stays where the request's body has it.</summary>
    [Fact]
    public void Image_OfMegabytes_IsAViewOverTheBody()
    {
        string base64 = Convert.ToBase64String(new byte[3_000_000]);
        byte[] body = Encoding.UTF8.GetBytes("{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + base64 + "\"}}]}]}");
        using System.Text.Json.JsonDocument document = RequestJson.Parse(body);
        var route = new Gateway.Routing.Route("bedrock", Claude, Claude, Outcrop.Bedrock.BedrockApi.Auto, new InferenceConfiguration(), null, IsListed: false);

        long before = GC.GetAllocatedBytesForCurrentThread();
        new ChatRequestReader(document.RootElement, body, route, RemoteFiles.None).Read();

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500_000);
    }

    private static ConverseRequest Converse(string messages) => Read(("{\"messages\":[" + messages + "]}").Replace('\'', '"')).Converse;
}
