namespace Outcrop.Emulator;

/// <summary>
/// What happens to the next requests that match: an answer, an error, or a fault. Scripts are tried in the order they were added, and each serves
/// <see cref="Times"/> requests; a request that a script lets pass goes on to the next. A script applies after the signature was verified; members that
/// do not fit the operation have no effect. Not thread-safe, and not to be changed once it has been added.
/// </summary>
public sealed class EmulatorScript
{
    /// <summary>The operation it is for, as AWS names it: <c>ConverseStream</c>, <c>InvokeModel</c>, <c>AssumeRole</c>…; any unless set.</summary>
    public string? Operation { get; set; }

    /// <summary>The model id it is for, as the request names it, decoded; <c>*</c> stands for any characters and <c>?</c> for one. Any unless set.</summary>
    public string? ModelId { get; set; }

    /// <summary>What the request's last message must hold, case counting; of a body without messages, what any of its texts must hold. Anything unless set.</summary>
    public string? TextContains { get; set; }

    /// <summary>A regular expression that must match somewhere in the same text. One that takes longer than a second does not match. Anything unless set.</summary>
    public string? TextPattern { get; set; }

    /// <summary>Headers that must be there: name → value, in any case; <c>*</c> and <c>?</c> as in <see cref="ModelId"/>. None unless set.</summary>
    public IDictionary<string, string> RequestHeaders { get; set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Only the n-th request that fits, 1 being the first; every one unless set.</summary>
    public int? Call { get; set; }

    /// <summary>Lets so many requests that fit pass first; none unless set.</summary>
    public int After { get; set; }

    /// <summary>Only each n-th request that fits, counted behind <see cref="After"/>; every one unless set.</summary>
    public int Every { get; set; } = 1;

    /// <summary>How many requests it serves; 1 unless set, 0 for any number.</summary>
    public int Times { get; set; } = 1;

    /// <summary>The text to answer. Max tokens and stop sequences of the request still apply, unless <see cref="StopReason"/> is set.</summary>
    public string? Text { get; set; }

    /// <summary>Tool calls to make after the text.</summary>
    public IReadOnlyList<EmulatorToolCall>? ToolCalls { get; set; }

    /// <summary>The stop reason in Converse's words, known ones in each family's own; anything else goes out as it stands.</summary>
    public string? StopReason { get; set; }

    /// <summary>Reasoning that comes before the text.</summary>
    public string? Reasoning { get; set; }

    /// <summary>Encrypted reasoning that comes after <see cref="Reasoning"/>, as the model writes it: any text. Claude's own dialect has it as it stands, Converse as the base64 of it.</summary>
    public string? RedactedReasoning { get; set; }

    /// <summary>A whole response body, or the bytes of a whole event stream, sent as it is.</summary>
    public byte[]? RawBody { get; set; }

    /// <summary>The content type of <see cref="RawBody"/>; the operation's own unless set.</summary>
    public string? RawContentType { get; set; }

    /// <summary>A recording to answer with: its file's name inside <see cref="EmulatorOptions.RecordingsFolder"/>, as <c>nova/first.json</c>. Status, headers and bytes are the recorded ones.</summary>
    public string? Recording { get; set; }

    /// <summary>The HTTP status. From 400 on the answer is an error; unset, <see cref="ErrorType"/>'s own status.</summary>
    public int? Status { get; set; }

    /// <summary>The error's name, for example <c>ThrottlingException</c>; unset, the usual one of <see cref="Status"/>.</summary>
    public string? ErrorType { get; set; }

    /// <summary>The error's text; unset, AWS's usual one.</summary>
    public string? ErrorMessage { get; set; }

    /// <summary>Headers to add to the answer or to put in place of the usual ones, for example <c>Retry-After</c>.</summary>
    public IDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Answers as AWS's front does where a path matches no operation: status 200 and <c>UnknownOperationException</c> in the body.</summary>
    public bool UnknownOperation { get; set; }

    /// <summary>An exception frame that ends a stream, for example <c>throttlingException</c>.</summary>
    public string? ExceptionType { get; set; }

    /// <summary>The code of an error frame that ends a stream: <c>:message-type</c> <c>error</c>, which no service model describes.</summary>
    public string? ErrorFrameCode { get; set; }

    /// <summary>How many frames come before the exception or error frame; 0 makes it the first. A shorter stream has it at its end.</summary>
    public int ExceptionAfterEvents { get; set; }

    /// <summary>The exception or error frame's text; unset, AWS's usual one.</summary>
    public string? ExceptionMessage { get; set; }

    /// <summary>Ends a stream after so many frames.</summary>
    public int? CutAfterEvents { get; set; }

    /// <summary>Ends the body after so many bytes; one that is shorter stays whole. A body of announced length cannot end early but by a reset.</summary>
    public int? CutAfterBytes { get; set; }

    /// <summary>Ends a cut body by resetting the connection (HTTP/2: the stream) instead of cleanly.</summary>
    public bool Reset { get; set; }

    /// <summary>Resets the connection (HTTP/2: the stream) instead of answering.</summary>
    public bool ResetBeforeHeaders { get; set; }

    /// <summary>Sends the n-th frame, 1 being the first, with a wrong message checksum. The stream goes on behind it.</summary>
    public int? CorruptEvent { get; set; }

    /// <summary>Sends the n-th frame, 1 being the first, with a wrong prelude checksum. The stream goes on behind it.</summary>
    public int? CorruptPrelude { get; set; }

    /// <summary>Lets the prelude of the n-th frame, 1 being the first, announce 32 MiB, with a checksum that fits. Its bytes are the usual ones.</summary>
    public int? OversizeEvent { get; set; }

    /// <summary>Sends the n-th frame, 1 being the first, twice.</summary>
    public int? DuplicateEvent { get; set; }

    /// <summary>Sends a frame of an event type that no service model has before the n-th frame, 1 being the first. It counts as none.</summary>
    public int? UnknownEvent { get; set; }

    /// <summary>Leaves the <c>metadata</c> event out, or the invocation metrics of an InvokeModel stream.</summary>
    public bool OmitMetadata { get; set; }

    /// <summary>Leaves <c>messageStop</c> out, or the chunk of an InvokeModel stream that holds the stop reason and what follows it.</summary>
    public bool OmitMessageStop { get; set; }

    /// <summary>Never answers, and keeps the connection open until the client gives up.</summary>
    public bool Hang { get; set; }

    /// <summary>After so many frames sends nothing more and keeps the connection open until the client gives up.</summary>
    public int? HangAfterEvents { get; set; }

    /// <summary>By how much the answer's <c>Date</c> header is off; negative for the past.</summary>
    public TimeSpan DateSkew { get; set; }

    /// <summary>The pause before anything else happens.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>The pause before an answer's headers, in place of <see cref="EmulatorOptions.FirstTokenDelay"/>.</summary>
    public TimeSpan? FirstTokenDelay { get; set; }

    /// <summary>How fast content is streamed, in chunks a second, in place of <see cref="EmulatorOptions.TokenInterval"/>.</summary>
    public double? TokensPerSecond { get; set; }

    /// <summary>By which part of itself each pause may be longer or shorter, from 0 to 1; by the request's seeded chance. None unless set.</summary>
    public double Jitter { get; set; }

    /// <summary>Sends the body in pieces of so many bytes, with <see cref="TrickleInterval"/> before all but the first.</summary>
    public int? TrickleBytes { get; set; }

    /// <summary>The pause between two pieces; 1 second unless set.</summary>
    public TimeSpan TrickleInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether it says what to answer, so that no recording is asked.</summary>
    internal bool AnswersItself => (Text ?? Reasoning ?? RedactedReasoning) is not null || ToolCalls is not null || RawBody is not null;

    internal EmulatorScript CopyConditions() => new()
    {
        Operation = Operation,
        ModelId = ModelId,
        TextContains = TextContains,
        TextPattern = TextPattern,
        RequestHeaders = new Dictionary<string, string>(RequestHeaders, StringComparer.OrdinalIgnoreCase),
        Call = Call,
        After = After,
        Every = Every,
    };
}
