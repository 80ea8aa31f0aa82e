using System.Net;
using Outcrop.Emulator;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds;

/// <summary>What the dialects' own services take and Converse refuses is made to fit, in every dialect (acceptance rows 14 and 29, fault row 38).</summary>
public class ConverseDemandTests
{
    private const string Nova = "amazon.nova-lite-v1:0";
    private const string Pdf = "JVBERi0xLjQKJeLjz9MK";

    public static TheoryData<string, string> Requests
    {
        get
        {
            var requests = new TheoryData<string, string>
            {
                { "/v1/chat/completions", """{"model":"M","messages":[{"role":"user","content":[{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,PDF"}}]}]}""" },
                { "/v1/responses", """{"model":"M","input":[{"role":"user","content":[{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,PDF"}]}]}""" },
                { "/v1/messages", """{"model":"M","max_tokens":9,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"PDF"}}]}]}""" },
            };
            foreach (string schema in (string[])["{}", """{"properties":{}}""", """{"type":null,"properties":{"type":{"type":"string"}}}""", Nested(50)])
            {
                requests.Add("/v1/chat/completions", """{"model":"M","messages":[{"role":"user","content":"Hello"}],"tools":[{"type":"function","function":{"name":"f","parameters":SCHEMA}}]}""".Replace("SCHEMA", schema));
                requests.Add("/v1/responses", """{"model":"M","input":"Hello","tools":[{"type":"function","name":"f","parameters":SCHEMA}]}""".Replace("SCHEMA", schema));
                requests.Add("/v1/messages", """{"model":"M","max_tokens":9,"messages":[{"role":"user","content":"Hello"}],"tools":[{"name":"f","input_schema":SCHEMA}]}""".Replace("SCHEMA", schema));
            }

            return requests;
        }
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Rows14And29_WhatConverseWouldRefuse_IsAnswered(string path, string body)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync();
        await using RunningGateway gateway = await EmulatedGateway.StartAsync(emulator);
        using HttpResponseMessage answer = await gateway.PostAsync(path, body.Replace("\"M\"", $"\"{Nova}\"").Replace("PDF", Pdf));
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal([200], emulator.Journal.Select(static request => request.StatusCode));
    }

    /// <summary>A schema of that many levels, each of two in JSON.</summary>
    private static string Nested(int levels) =>
        string.Concat(Enumerable.Repeat("""{"type":"object","properties":{"a":""", levels)) + """{"type":"string"}""" + new string('}', 2 * levels);
}
