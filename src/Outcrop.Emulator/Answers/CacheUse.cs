namespace Outcrop.Emulator.Answers;

/// <summary>What of a request came from the prompt cache and what went into it, in tokens.</summary>
/// <param name="Read">Came from it.</param>
/// <param name="FiveMinutes">Went into it for five minutes.</param>
/// <param name="OneHour">Went into it for an hour.</param>
internal readonly record struct CacheUse(int Read, int FiveMinutes, int OneHour)
{
    public int Write => FiveMinutes + OneHour;
}
