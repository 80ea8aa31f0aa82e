namespace Outcrop.Emulator;

/// <summary>
/// What happens to the next requests that match: an answer, an error, or a fault. Scripts are tried in the order they were added, and each serves
/// <see cref="Times"/> requests. A script applies after the signature was verified; members that do not fit the operation have no effect.
/// </summary>
public sealed class EmulatorScript
{
    /// <summary>The operation it is for, as AWS names it: <c>ConverseStream</c>, <c>InvokeModel</c>, <c>AssumeRole</c>…; any unless set.</summary>
    public string? Operation { get; set; }

    /// <summary>The model id it is for, as the request names it, decoded; any unless set.</summary>
    public string? ModelId { get; set; }

    /// <summary>How many requests it serves; 1 unless set.</summary>
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

    /// <summary>The HTTP status. From 400 on the answer is an error; unset, <see cref="ErrorType"/>'s own status.</summary>
    public int? Status { get; set; }

    /// <summary>The error's name, for example <c>ThrottlingException</c>; unset, the usual one of <see cref="Status"/>.</summary>
    public string? ErrorType { get; set; }

    /// <summary>The error's text; unset, AWS's usual one.</summary>
    public string? ErrorMessage { get; set; }

    /// <summary>Headers to add to the answer or to put in place of the usual ones, for example <c>Retry-After</c>.</summary>
    public IDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>An exception frame that ends a stream, for example <c>throttlingException</c>.</summary>
    public string? ExceptionType { get; set; }

    /// <summary>How many frames come before the exception frame; 0 makes it the first. A shorter stream has it at its end.</summary>
    public int ExceptionAfterEvents { get; set; }

    /// <summary>The exception frame's text; unset, AWS's usual one.</summary>
    public string? ExceptionMessage { get; set; }

    /// <summary>Ends a stream after so many frames.</summary>
    public int? CutAfterEvents { get; set; }

    /// <summary>Ends the body after so many bytes. A body of announced length cannot end early but by a reset.</summary>
    public int? CutAfterBytes { get; set; }

    /// <summary>Ends a cut body by resetting the connection (HTTP/2: the stream) instead of cleanly.</summary>
    public bool Reset { get; set; }

    /// <summary>Sends the n-th frame, 1 being the first, with a wrong message checksum. The stream goes on behind it.</summary>
    public int? CorruptEvent { get; set; }

    /// <summary>Leaves the <c>metadata</c> event out, or the invocation metrics of an InvokeModel stream.</summary>
    public bool OmitMetadata { get; set; }

    /// <summary>Leaves <c>messageStop</c> out, or the chunk of an InvokeModel stream that holds the stop reason and what follows it.</summary>
    public bool OmitMessageStop { get; set; }

    /// <summary>After so many frames sends nothing more and keeps the connection open until the client gives up.</summary>
    public int? HangAfterEvents { get; set; }

    /// <summary>The pause before the answer's headers.</summary>
    public TimeSpan Delay { get; set; }
}
