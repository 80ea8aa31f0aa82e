using System.Text;
using Outcrop.Gateway.FrontEnds.Anthropic.Messages;
using Outcrop.Gateway.Pipeline;
using static Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages.MessagesCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages;

/// <summary>All roles and blocks of a message, and what they become.</summary>
public class MessagesMessageTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC";

    public static TheoryData<string, string> Messages => new()
    {
        { "{'role':'user','content':'a'}", "'messages':[{'role':'user','content':[{'text':'a'}]}]" },
        { "{'role':'user','content':[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}},{'type':'text','text':'b','cache_control':null,'citations':null}]}", "[{'text':'a'},{'cachePoint':{'type':'default'}},{'text':'b'}]" },
        { "{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'" + Png + "'}}]}", "{'image':{'format':'png','source':{'bytes':'" + Png + "'}}}" },
        { "{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/jpg','data':'\\/9j\\/'}}]}", "'source':{'bytes':'/9j/'}" },
        { "{'role':'user','content':[{'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'JVBERi0='},'title':'T','context':'C','citations':{'enabled':true}}]}",
            "{'document':{'name':'T','format':'pdf','source':{'bytes':'JVBERi0='},'context':'C','citations':{'enabled':true}}}" },
        { "{'role':'user','content':[{'type':'document','source':{'type':'text','media_type':'text/plain','data':'words'},'title':null,'citations':null}]}", "'source':{'text':'words'}" },
        { "{'role':'user','content':[{'type':'document','source':{'type':'content','content':[{'type':'text','text':'p'},{'type':'text','text':'q'}]}}]}", "'source':{'content':[{'text':'p'},{'text':'q'}]}" },
        { "{'role':'user','content':[{'type':'document','source':{'type':'content','content':'whole'}}]}", "'source':{'content':[{'text':'whole'}]}" },
        { "{'role':'user','content':[{'type':'search_result','source':'s','title':'t','content':[{'type':'text','text':'x'}],'citations':{'enabled':true}}]}", "{'searchResult':{'source':'s','title':'t','content':[{'text':'x'}],'citations':{'enabled':true}}}" },
        { "{'role':'user','content':'u'},{'role':'assistant','content':[{'type':'tool_use','id':'c1','name':'f','input':{'a': 1.50},'caller':{'type':'direct'}}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'c1','content':'r'}]}",
            "{'toolUse':{'toolUseId':'c1','name':'f','input':{'a': 1.50}}}" },
        { "{'role':'user','content':[{'type':'tool_result','tool_use_id':'c1','content':'r','is_error':true}]}", "{'toolResult':{'toolUseId':'c1','content':[{'text':'r'}],'status':'error'}}" },
        { "{'role':'user','content':[{'type':'tool_result','tool_use_id':'c1','content':[{'type':'text','text':'r'},{'type':'image','source':{'type':'base64','media_type':'image/png','data':'" + Png + "'}}],'cache_control':{'type':'ephemeral'}}]}",
            "{'toolResult':{'toolUseId':'c1','content':[{'text':'r'},{'image':{'format':'png','source':{'bytes':'" + Png + "'}}}]}},{'cachePoint':{'type':'default'}}" },
        { "{'role':'user','content':[{'type':'tool_result','tool_use_id':'c1'}]}", "{'toolResult':{'toolUseId':'c1','content':[]}}" },
        { "{'role':'user','content':'u'},{'role':'assistant','content':[{'type':'thinking','thinking':'t','signature':'S=='},{'type':'redacted_thinking','data':'RQ'},{'type':'text','text':'a'}]},{'role':'user','content':'v'}",
            "[{'reasoningContent':{'reasoningText':{'text':'t','signature':'S=='}}},{'reasoningContent':{'redactedContent':'UlE='}},{'text':'a'}]" },
        { "{'role':'user','content':'u'},{'role':'assistant','content':[{'type':'thinking','thinking':'t','signature':''},{'type':'redacted_thinking','data':'base64:/wAB'}]},{'role':'user','content':'v'}",
            "[{'reasoningContent':{'reasoningText':{'text':'t'}}},{'reasoningContent':{'redactedContent':'/wAB'}}]" },

        // Instructions: before the conversation they are the system prompt, within it they stay at their place.
        { "{'role':'system','content':'s'},{'role':'user','content':'u'}", "'messages':[{'role':'user','content':[{'text':'u'}]}],'system':[{'text':'s'}]" },
        { "{'role':'user','content':'u'},{'role':'assistant','content':'a'},{'role':'system','content':[{'type':'text','text':'s','cache_control':{'type':'ephemeral'}}]},{'role':'user','content':'v'}",
            "{'role':'user','content':[{'text':'<system>\\ns\\n</system>'},{'cachePoint':{'type':'default'}}]},{'role':'user','content':[{'text':'v'}]}" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Messages_OfEveryForm_BecomeConverses(string messages, string expected)
    {
        MessagesRequest request = Read(Of(messages));

        Assert.Contains(expected.Replace('\'', '"'), request.Converse.ToJson().ToString(), StringComparison.Ordinal);
        Assert.Empty(request.Dropped);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "7", "messages.0" },
        { "{'content':'x'}", "messages.0.role" },
        { "{'role':'tool','content':'x'}", "messages.0.role" },
        { "{'role':'user'}", "messages.0.content" },
        { "{'role':'user','content':7}", "messages.0.content" },
        { "{'role':'user','content':['x']}", "messages.0.content.0" },
        { "{'role':'user','content':[{'text':'x'}]}", "messages.0.content.0.type" },
        { "{'role':'user','content':[{'type':'text','text':7}]}", "messages.0.content.0.text" },
        { "{'role':'user','content':[{'type':'image'}]}", "messages.0.content.0.source" },
        { "{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/tiff','data':'AAAA'}}]}", "messages.0.content.0.source.media_type" },
        { "{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'no base64'}}]}", "messages.0.content.0.source.data" },
        { "{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/png','data':''}}]}", "messages.0.content.0.source.data" },
        { "{'role':'user','content':[{'type':'image','source':{'type':'file','file_id':'f'}}]}", "messages.0.content.0.source.type" },
        { "{'role':'user','content':[{'type':'image','source':{'type':'url','url':'https://example.com/a.png'}}]}", "messages.0.content.0.source.url" },
        { "{'role':'user','content':[{'type':'image','source':{'type':'url','url':'file:///etc/passwd'}}]}", "messages.0.content.0.source.url" },
        { "{'role':'user','content':[{'type':'image','source':{'type':'url','url':'s3://other/a.png'}}]}", "messages.0.content.0.source.url" },
        { "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':[{'type':'document','source':{'type':'url','url':'https://example.com/a.pdf'}}]}]}", "messages.0.content.0.content.0.source.url" },
        { "{'role':'user','content':[{'type':'document','source':{'type':'base64','media_type':'text/html','data':'AAAA'}}]}", "messages.0.content.0.source.media_type" },
        { "{'role':'user','content':[{'type':'document','source':{'type':'content','content':[{'type':'image'}]}}]}", "messages.0.content.0.source.content.0.type" },
        { "{'role':'user','content':[{'type':'search_result','source':'s'}]}", "messages.0.content.0.title" },
        { "{'role':'user','content':[{'type':'tool_result'}]}", "messages.0.content.0.tool_use_id" },
        { "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':[{'type':'tool_reference','tool_name':'f'}]}]}", "messages.0.content.0.content.0.type" },
        { "{'role':'assistant','content':[{'type':'tool_use','id':'t','name':'f','input':'x'}]}", "messages.0.content.0.input" },
        { "{'role':'assistant','content':[{'type':'thinking','thinking':'t','signature':7}]}", "messages.0.content.0.signature" },
        { "{'role':'assistant','content':[{'type':'redacted_thinking'}]}", "messages.0.content.0.data" },
        { "{'role':'assistant','content':[{'type':'server_tool_use','id':'t','name':'web_search','input':{}}]}", "messages.0.content.0.type" },
        { "{'role':'user','content':[{'type':'container_upload','file_id':'f'}]}", "messages.0.content.0.type" },
        { "{'role':'user','content':[{'type':'brand_new'}]}", "messages.0.content.0.type" },
        { "{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AAAA','invented':1}}]}", "messages.content" },
        { "{'role':'system','content':'s'}", "messages" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Message_Wrong_IsRefusedByItsPath(string messages, string path)
    {
        GatewayError error = Assert.Throws<GatewayException>(() => Read(Of(messages))).Error;
        Assert.Equal((GatewayErrorKind.InvalidRequest, path), (error.Kind, error.Parameter));
    }

    /// <summary>Members of blocks that only Claude knows are told once, however many blocks have them.</summary>
    [Fact]
    public void Block_MembersOfClaudesOwn_AreNamedOnce()
    {
        string messages = "{'role':'user','content':[" + string.Join(',', Enumerable.Repeat("{'type':'text','text':'a','invented':1}", 50)) + "]}";
        Assert.Equal(["messages.content.invented"], Read(Of(messages)).Dropped);
        Assert.Empty(Read(Of(messages), Claude).Dropped);
    }

    /// <summary>A picture of megabytes goes through as a view over the request.</summary>
    [Fact]
    public void Picture_OfMegabytes_IsNotCopied()
    {
        string base64 = Convert.ToBase64String(new byte[3_000_000]);
        byte[] body = Encoding.UTF8.GetBytes(Of("{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'" + base64 + "'}}]}"));
        using System.Text.Json.JsonDocument document = Gateway.FrontEnds.RequestJson.Parse(body);
        var route = new Gateway.Routing.Route("bedrock", Nova, Nova, Outcrop.Bedrock.BedrockApi.Auto, new(), null, IsListed: false);

        long before = GC.GetAllocatedBytesForCurrentThread();
        new MessagesRequestReader(document.RootElement, body, route, Gateway.FrontEnds.RemoteFiles.None).Read();

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    private static string Of(string messages) => "{\"model\":\"m\",\"max_tokens\":64,\"messages\":[" + messages.Replace('\'', '"') + "]}";
}
