namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>The calls of one streamed answer: which block is which call. Blocks may be open side by side, as models that speak OpenAI's dialect send them. Allocates nothing per event. Not thread-safe.</summary>
internal sealed class ChatCalls
{
    private const int NoCall = -1;

    private readonly List<Open> _open = [];

    /// <summary>How many calls have begun.</summary>
    public int Count { get; private set; }

    /// <summary>A call begins.</summary>
    /// <param name="block">Its block.</param>
    /// <param name="isOurs">Whether the caller is to run it.</param>
    /// <returns>Its number; meaningless for a call that is not the caller's.</returns>
    public int Start(int block, bool isOurs)
    {
        int call = isOurs ? Count++ : NoCall;
        _open.Add(new Open(block, call, HasInput: false));
        return call;
    }

    /// <summary>Arguments come in.</summary>
    /// <param name="block">Their block.</param>
    /// <returns>Their call, if it is the caller's.</returns>
    public int? TakeInput(int block)
    {
        int at = Find(block);
        if (at < 0 || _open[at].Call == NoCall)
        {
            return null;
        }

        _open[at] = _open[at] with { HasInput = true };
        return _open[at].Call;
    }

    /// <summary>A block ends.</summary>
    /// <param name="block">The block.</param>
    /// <returns>Its call, if it is one of the caller's and has had no arguments.</returns>
    public int? End(int block) => Close(Find(block));

    /// <summary>Ends the call that was opened first of those still open: some models never close one.</summary>
    /// <returns>The call, negative if it needs nothing any more; <see langword="null"/> when none is open.</returns>
    public int? EndFirst() => _open.Count == 0 ? null : Close(0) ?? NoCall;

    private int? Close(int at)
    {
        if (at < 0)
        {
            return null;
        }

        Open open = _open[at];
        _open.RemoveAt(at);
        return open.HasInput || open.Call == NoCall ? null : open.Call;
    }

    private int Find(int block)
    {
        for (int i = 0; i < _open.Count; i++)
        {
            if (_open[i].Block == block)
            {
                return i;
            }
        }

        return -1;
    }

    private readonly record struct Open(int Block, int Call, bool HasInput);
}
