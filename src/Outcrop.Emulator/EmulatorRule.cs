using System.Text;

namespace Outcrop.Emulator;

/// <summary>
/// What happens to requests that fit, one step behind the other: each step is a script that is there at once, and what follows it in the sentence changes it.
/// <see cref="Then"/> begins the next step for the same requests. Not thread-safe; finish the sentence before requests come.
/// </summary>
public sealed class EmulatorRule
{
    private readonly BedrockEmulator _emulator;
    private readonly EmulatorScript _conditions;
    private EmulatorScript? _step;

    internal EmulatorRule(BedrockEmulator emulator, EmulatorScript conditions)
    {
        _emulator = emulator;
        _conditions = conditions;
    }

    /// <summary>The next step: what happens once the one before has served its times.</summary>
    public EmulatorRule Then => new(_emulator, _conditions);

    /// <summary>Answers with a text.</summary>
    /// <param name="text">The text.</param>
    public EmulatorRule Reply(string text) => Step(script => script.Text = text);

    /// <summary>Answers with bytes as they are.</summary>
    /// <param name="body">The body.</param>
    /// <param name="contentType">Its type; the operation's own unless given.</param>
    public EmulatorRule ReplyRaw(byte[] body, string? contentType = null) => Step(script => (script.RawBody, script.RawContentType) = (body, contentType));

    /// <summary>Answers with a text that is sent as it is.</summary>
    /// <param name="body">The body.</param>
    /// <param name="contentType">Its type; the operation's own unless given.</param>
    public EmulatorRule ReplyRaw(string body, string? contentType = null) => ReplyRaw(Encoding.UTF8.GetBytes(body), contentType);

    /// <summary>Answers with a recording of <see cref="EmulatorOptions.RecordingsFolder"/>.</summary>
    /// <param name="name">The file's name inside the folder.</param>
    public EmulatorRule Replay(string name) => Step(script => script.Recording = name);

    /// <summary>Calls a tool; together with <see cref="Reply"/> after its text, several times for several tools.</summary>
    /// <param name="name">The tool.</param>
    /// <param name="inputJson">The arguments, sent as they stand.</param>
    public EmulatorRule CallTool(string name, string inputJson = "{}") =>
        Step(script => script.ToolCalls = [.. script.ToolCalls ?? [], new EmulatorToolCall { Name = name, InputJson = inputJson }]);

    /// <summary>Reasons before the answer.</summary>
    /// <param name="text">The reasoning.</param>
    public EmulatorRule Reason(string text) => Step(script => script.Reasoning = text);

    /// <summary>Refuses with 429 <c>ThrottlingException</c>.</summary>
    /// <param name="times">How many requests.</param>
    public EmulatorRule Throttle(int times = 1) => Fail("ThrottlingException", times: times);

    /// <summary>Refuses with an error of AWS.</summary>
    /// <param name="errorType">Its name, for example <c>ModelErrorException</c>.</param>
    /// <param name="message">Its text; AWS's usual one unless given.</param>
    /// <param name="times">How many requests.</param>
    public EmulatorRule Fail(string errorType, string? message = null, int times = 1) =>
        Step(script => (script.ErrorType, script.ErrorMessage, script.Times) = (errorType, message, times));

    /// <summary>Refuses with a status and AWS's usual error for it.</summary>
    /// <param name="status">The status, from 400.</param>
    /// <param name="times">How many requests.</param>
    public EmulatorRule Fail(int status, int times = 1) => Step(script => (script.Status, script.Times) = (status, times));

    /// <summary>Breaks a stream off with an exception frame.</summary>
    /// <param name="exceptionType">Its type, for example <c>throttlingException</c>.</param>
    /// <param name="afterEvents">How many events come before it.</param>
    /// <param name="message">Its text; AWS's usual one unless given.</param>
    public EmulatorRule BreakWith(string exceptionType, int afterEvents, string? message = null) =>
        Step(script => (script.ExceptionType, script.ExceptionAfterEvents, script.ExceptionMessage) = (exceptionType, afterEvents, message));

    /// <summary>Ends a stream after so many events.</summary>
    /// <param name="events">How many.</param>
    /// <param name="reset">Whether by a reset of the connection.</param>
    public EmulatorRule CutAfterEvents(int events, bool reset = false) => Step(script => (script.CutAfterEvents, script.Reset) = (events, reset));

    /// <summary>Ends a body after so many bytes.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="reset">Whether by a reset of the connection.</param>
    public EmulatorRule CutAfterBytes(int bytes, bool reset = false) => Step(script => (script.CutAfterBytes, script.Reset) = (bytes, reset));

    /// <summary>Never answers, or stops answering, and keeps the connection open.</summary>
    /// <param name="afterEvents">How many events of a stream come before; nothing at all, not even headers, unless given.</param>
    public EmulatorRule Hang(int? afterEvents = null) => Step(script => (script.Hang, script.HangAfterEvents) = (afterEvents is null, afterEvents));

    /// <summary>Waits before it answers.</summary>
    /// <param name="delay">How long.</param>
    public EmulatorRule Delay(TimeSpan delay) => Step(script => script.Delay = delay);

    /// <summary>Anything else that a script can do.</summary>
    /// <param name="change">Sets it.</param>
    public EmulatorRule With(Action<EmulatorScript> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Step(change);
    }

    /// <summary>Serves so many requests instead of one.</summary>
    /// <param name="times">How many.</param>
    public EmulatorRule Times(int times) => Step(script => script.Times = times);

    /// <summary>Serves any number of requests.</summary>
    public EmulatorRule Always() => Times(0);

    private EmulatorRule Step(Action<EmulatorScript> change)
    {
        bool isNew = _step is null;
        _step ??= _conditions.CopyConditions();
        change(_step);
        if (isNew)
        {
            _emulator.Script(_step);
        }

        return this;
    }
}
