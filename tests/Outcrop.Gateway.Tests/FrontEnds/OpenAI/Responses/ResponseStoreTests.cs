using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.FrontEnds.OpenAI.Responses.Storage;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Responses;

/// <summary>What is kept, for whom, how much of it and how long.</summary>
public class ResponseStoreTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Find_AnotherKeysResponse_IsNotThere()
    {
        ResponseStore store = Store(new ResponseStoreSettings());
        store.Add("a", Response("1"));

        Assert.NotNull(store.Find("a", "resp_1"));
        Assert.Null(store.Find("b", "resp_1"));
        Assert.Null(store.FindItem("b", "msg_1_0"));
        Assert.False(store.Remove("b", "resp_1"));
        Assert.Equal(GatewayErrorKind.NotFound, Assert.Throws<GatewayException>(() => new ResponseShelf(store, "b").Chain("resp_1")).Error.Kind);
    }

    [Fact]
    public void Lifetime_CountsFromTheLastUse()
    {
        ResponseStore store = Store(new ResponseStoreSettings { Lifetime = TimeSpan.FromMinutes(10) });
        store.Add("a", Response("1"));
        store.Add("a", Response("2"));
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.NotNull(store.Find("a", "resp_1"));
        _time.Advance(TimeSpan.FromMinutes(9));

        Assert.NotNull(store.Find("a", "resp_1"));
        Assert.Null(store.Find("a", "resp_2"));
        Assert.Null(store.FindItem("a", "msg_2_0"));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(store.Find("a", "resp_1"));
        Assert.Equal(0, store.Size);
    }

    /// <summary>A conversation that is continued keeps its beginning: what is used least goes first, and its oldest part is used last.</summary>
    [Fact]
    public void Chain_WhenRoomRunsOut_LosesItsEndFirst()
    {
        ResponseStore store = Store(new ResponseStoreSettings { MaxResponses = 4 });
        var shelf = new ResponseShelf(store, "a");
        store.Add("a", Response("1"));
        store.Add("a", Response("2", "1"));
        store.Add("a", Response("3", "2"));
        Assert.Equal(["resp_1", "resp_2", "resp_3"], shelf.Chain("resp_3").Select(static response => response.Id));
        store.Add("a", Response("x"));
        store.Add("a", Response("y"));

        Assert.Equal(["resp_1", "resp_2"], shelf.Chain("resp_2").Select(static response => response.Id));
        Assert.Throws<GatewayException>(() => shelf.Get("resp_3"));
    }

    [Fact]
    public void Room_IsTakenFromTheKeyThatHasMost()
    {
        ResponseStore store = Store(new ResponseStoreSettings { MaxResponses = 5 });
        store.Add("small", Response("s"));
        for (int i = 0; i < 20; i++)
        {
            store.Add("large", Response(i.ToString(CultureInfo.InvariantCulture)));
        }

        Assert.NotNull(store.Find("small", "resp_s"));
        Assert.NotNull(store.Find("large", "resp_19"));
        Assert.Null(store.Find("large", "resp_15"));
    }

    [Fact]
    public void Size_StaysWithinItsLimit()
    {
        ResponseStore store = Store(new ResponseStoreSettings { MaxBytes = 20_000 });
        for (int i = 0; i < 50; i++)
        {
            Assert.True(store.Add($"key{i % 3}", Response(i.ToString(CultureInfo.InvariantCulture), text: new string('x', i * 100))));
            Assert.InRange(store.Size, 1, 20_000);
        }

        Assert.False(store.Add("key0", Response("huge", text: new string('x', 20_000))));
    }

    [Fact]
    public void Remove_LeavesNothing()
    {
        ResponseStore store = Store(new ResponseStoreSettings());
        store.Add("a", Response("1"));
        store.Add("a", Response("2", "1"));

        Assert.True(store.Remove("a", "resp_1"));

        Assert.Null(store.FindItem("a", "msg_1_0"));
        GatewayError error = Assert.Throws<GatewayException>(() => new ResponseShelf(store, "a").Chain("resp_2")).Error;
        Assert.Equal("previous_response_id", error.Parameter);
    }

    /// <summary>Callers who send their history again name an item in many responses; it is there as long as one of them is.</summary>
    [Fact]
    public void FindItem_NamedByALaterResponse_OutlivesTheFirst()
    {
        ResponseStore store = Store(new ResponseStoreSettings());
        store.Add("a", Response("1"));
        store.Add("a", Response("2", input: """[{"id":"msg_1_0","type":"message","role":"assistant","content":"again"}]"""));
        store.Remove("a", "resp_1");

        Assert.Contains("again", Encoding.UTF8.GetString(store.FindItem("a", "msg_1_0")!.Json.Span));
    }

    [Fact]
    public void Input_WithoutIdsAndTypes_GetsThem()
    {
        StoredResponse response = Response("1", input: """[{"role":"user","content":"x"},{"id":null,"type":null,"role":"user","content":"y"},{"id":"i1"},{"type":"function_call_output","call_id":"c","output":"z"}]""");

        Assert.Equal(
        [
            """{"id":"in_1_0","type":"message","role":"user","content":"x"}""",
            """{"id":"in_1_1","type":"message","role":"user","content":"y"}""",
            """{"id":"i1","type":"item_reference"}""",
            """{"id":"in_1_3","type":"function_call_output","call_id":"c","output":"z"}""",
        ],
        response.Input.Select(static item => Encoding.UTF8.GetString(item.Json.Span)));
    }

    /// <summary>An item that names another is kept as that other, and is still there when the other's response is gone.</summary>
    [Theory]
    [InlineData("""[{"type":"item_reference","id":"msg_1_0"}]""")]
    [InlineData("""[{"id":"msg_1_0"}]""")]
    [InlineData("""[{"type":"reasoning","id":"msg_1_0","summary":[]}]""")]
    public void Input_NamingAnother_IsKeptAsThatOther(string input)
    {
        ResponseStore store = Store(new ResponseStoreSettings());
        store.Add("a", Response("1"));
        store.Add("a", Response("2", input: input, find: id => store.FindItem("a", id)));
        store.Remove("a", "resp_1");

        Assert.Contains("hello", Encoding.UTF8.GetString(store.FindItem("a", "msg_1_0")!.Json.Span));
    }

    private ResponseStore Store(ResponseStoreSettings settings) => new(settings, _time);

    private static StoredResponse Response(string id, string? previous = null, string text = "hello", string input = "\"hi\"", Func<string, StoredItem?>? find = null)
    {
        string body = $$"""{"id":"resp_{{id}}","output":[{"id":"msg_{{id}}_0","type":"message","role":"assistant","content":[{"type":"output_text","text":"{{text}}"}]}]}""";
        using JsonDocument document = JsonDocument.Parse(input);
        return StoredResponse.Of("resp_" + id, previous is null ? null : "resp_" + previous, Encoding.UTF8.GetBytes(body), document.RootElement, find ?? (static _ => null));
    }
}
