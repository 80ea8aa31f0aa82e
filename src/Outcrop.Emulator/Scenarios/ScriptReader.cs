using System.Text;

namespace Outcrop.Emulator.Scenarios;

/// <summary>Reads a script: <c>when</c>, one of <c>reply</c> and <c>error</c>, <c>timing</c> and <c>fault</c>.</summary>
internal static class ScriptReader
{
    private const int LatestStatus = 599;

    public static EmulatorScript Read(ScenarioObject json)
    {
        var script = new EmulatorScript { Times = json.Integer("times", 0) ?? 1, Headers = json.Map("headers") };
        ReadGroup(json, "when", script, ReadConditions);
        ReadGroup(json, "reply", script, ReadReply);
        ReadGroup(json, "error", script, ReadError);
        ReadGroup(json, "timing", script, ReadTiming);
        ReadGroup(json, "fault", script, ReadFault);
        if (json.Has("reply") && json.Has("error"))
        {
            json.Fault(json.Path, "has both reply and error; a request gets one of them.");
        }

        json.Text("comment");
        json.End();
        return script;
    }

    private static void ReadGroup(ScenarioObject json, string name, EmulatorScript script, Action<ScenarioObject, EmulatorScript> read)
    {
        if (json.Child(name) is { } group)
        {
            read(group, script);
            group.End();
        }
    }

    /// <summary>Reads <c>when</c>.</summary>
    public static void ReadConditions(ScenarioObject when, EmulatorScript script)
    {
        script.Operation = when.Text("operation");
        script.ModelId = when.Text("model");
        script.TextContains = when.Text("text");
        script.TextPattern = when.Text("textPattern");
        script.RequestHeaders = when.Map("headers");
        script.Call = when.Integer("call", 1);
        script.After = when.Integer("after", 0) ?? 0;
        script.Every = when.Integer("every", 1) ?? 1;
        if (script.Call is not null && (when.Has("after") || when.Has("every")))
        {
            when.FaultAt("call", "names one request; after and every name others.");
        }

        if (script.TextPattern is { } pattern)
        {
            try
            {
                _ = new System.Text.RegularExpressions.Regex(pattern, System.Text.RegularExpressions.RegexOptions.None, Faults.ScriptMatcher.PatternTimeout);
            }
            catch (ArgumentException mistake)
            {
                when.FaultAt("textPattern", mistake.Message);
            }
        }
    }

    /// <summary>Reads <c>reply</c>.</summary>
    public static void ReadReply(ScenarioObject reply, EmulatorScript script)
    {
        script.Text = reply.Text("text");
        script.Reasoning = reply.Text("reasoning");
        script.RedactedReasoning = reply.Text("redactedReasoning");
        script.StopReason = reply.Text("stopReason");
        script.Status = reply.Integer("status", 200, 399);
        script.RawContentType = reply.Text("contentType");
        script.Recording = reply.Text("recording");
        List<ScenarioObject> calls = reply.Objects("toolCalls");
        script.ToolCalls = calls.Count > 0 ? [.. calls.Select(ReadToolCall)] : null;
        string? body = reply.Text("body");
        byte[]? bytes = reply.Base64("bodyBase64");
        script.RawBody = body is null ? bytes : Encoding.UTF8.GetBytes(body);
        int kinds = (body is null ? 0 : 1) + (bytes is null ? 0 : 1) + (script.Recording is null ? 0 : 1)
            + ((script.Text ?? script.Reasoning ?? script.RedactedReasoning) is null && script.ToolCalls is null ? 0 : 1);
        if (kinds > 1)
        {
            reply.Fault(reply.Path, "is one of: an answer in words and tool calls, body, bodyBase64, recording.");
        }
    }

    /// <summary>Reads <c>error</c>.</summary>
    public static void ReadError(ScenarioObject error, EmulatorScript script)
    {
        script.ErrorType = error.Text("type");
        script.ErrorMessage = error.Text("message");
        script.Status = error.Integer("status", 400, LatestStatus);
        script.UnknownOperation = error.Flag("unknownOperation");
        string? body = error.Text("body");
        script.RawBody = body is null ? null : Encoding.UTF8.GetBytes(body);
        script.RawContentType = error.Text("contentType");
        if (script is { ErrorType: null, Status: null, UnknownOperation: false })
        {
            error.Fault(error.Path, "needs type, status or unknownOperation.");
        }
    }

    /// <summary>Reads <c>timing</c>.</summary>
    public static void ReadTiming(ScenarioObject timing, EmulatorScript script)
    {
        script.Delay = timing.Milliseconds("delayMs") ?? TimeSpan.Zero;
        script.FirstTokenDelay = timing.Milliseconds("firstTokenMs");
        script.TokensPerSecond = timing.Number("tokensPerSecond", 0.001, 1_000_000);
        script.Jitter = timing.Number("jitter", 0, 1) ?? 0;
        script.TrickleBytes = timing.Integer("trickleBytes", 1);
        script.TrickleInterval = timing.Milliseconds("trickleMs") ?? TimeSpan.FromSeconds(1);
    }

    /// <summary>Reads <c>fault</c>.</summary>
    public static void ReadFault(ScenarioObject fault, EmulatorScript script)
    {
        script.ExceptionType = fault.Text("exception");
        script.ErrorFrameCode = fault.Text("errorFrame");
        script.ExceptionMessage = fault.Text("message");
        script.ExceptionAfterEvents = fault.Integer("afterEvents", 0) ?? 0;
        script.CutAfterEvents = fault.Integer("cutAfterEvents", 0);
        script.CutAfterBytes = fault.Integer("cutAfterBytes", 0);
        script.Reset = fault.Flag("reset");
        script.ResetBeforeHeaders = fault.Flag("resetBeforeHeaders");
        script.CorruptEvent = fault.Integer("corruptEvent", 1);
        script.CorruptPrelude = fault.Integer("corruptPrelude", 1);
        script.OversizeEvent = fault.Integer("oversizeEvent", 1);
        script.DuplicateEvent = fault.Integer("duplicateEvent", 1);
        script.UnknownEvent = fault.Integer("unknownEvent", 1);
        script.OmitMetadata = fault.Flag("omitMetadata");
        script.OmitMessageStop = fault.Flag("omitMessageStop");
        script.Hang = fault.Flag("hang");
        script.HangAfterEvents = fault.Integer("hangAfterEvents", 0);
        script.DateSkew = TimeSpan.FromSeconds(fault.Number("dateSkewSeconds", -1_000_000_000, 1_000_000_000) ?? 0);
        if (script.ExceptionType is not null && script.ErrorFrameCode is not null)
        {
            fault.Fault(fault.Path, "has both exception and errorFrame; a stream ends with one of them.");
        }

        if (script.Reset && script.CutAfterBytes is null && script.CutAfterEvents is null)
        {
            fault.FaultAt("reset", "needs cutAfterBytes or cutAfterEvents, or is resetBeforeHeaders.");
        }
    }

    private static EmulatorToolCall ReadToolCall(ScenarioObject call)
    {
        var tool = new EmulatorToolCall { Name = call.Text("name") ?? "", InputJson = call.Text("inputText") ?? call.Raw("input") ?? "{}" };
        if (tool.Name.Length == 0)
        {
            call.FaultAt("name", "is needed.");
        }

        call.End();
        return tool;
    }
}
