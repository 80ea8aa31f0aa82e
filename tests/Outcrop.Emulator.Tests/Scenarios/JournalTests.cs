namespace Outcrop.Emulator.Tests.Scenarios;

/// <summary>The journal is bounded by count and by size, and shows no secret.</summary>
public sealed class JournalTests
{
    [Fact]
    public void Journal_TooManyOrTooLarge_ForgetsTheOldest()
    {
        var journal = new EmulatorJournal(3);
        for (int i = 0; i < 5; i++)
        {
            journal.Add(RequestOf($"/{i}", 10));
        }

        Assert.Equal(["/2", "/3", "/4"], journal.Select(request => request.Path));
        journal.Add(RequestOf("/large", 40_000_000));
        Assert.Equal(["/3", "/4", "/large"], journal.Select(request => request.Path));
        journal.Add(RequestOf("/larger", 40_000_000));
        Assert.Equal(["/larger"], journal.Select(request => request.Path));
    }

    private static EmulatorRequest RequestOf(string path, int size) => new("POST", path, "HTTP/1.1", new Dictionary<string, string>()) { Body = new byte[size] };
}
