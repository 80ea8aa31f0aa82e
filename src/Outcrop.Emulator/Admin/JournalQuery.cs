using System.Globalization;
using Microsoft.AspNetCore.Http;
using Outcrop.Emulator.Faults;

namespace Outcrop.Emulator.Admin;

/// <summary>Which journal entries are asked for: <c>operation</c>, <c>model</c> (with wildcards), <c>status</c>, <c>text</c> (in the body), <c>last</c> (so many).</summary>
internal sealed class JournalQuery(IQueryCollection query)
{
    public AdminJournalEntry[] Read(EmulatorJournal journal)
    {
        EmulatorRequest[] found = [.. journal.Where(Fits)];
        int last = int.TryParse(query["last"], NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : found.Length;
        return [.. found.TakeLast(last).Select(AdminJournalEntry.From)];
    }

    private bool Fits(EmulatorRequest request) =>
        (query["operation"].ToString() is "" || query["operation"] == request.Operation)
        && (query["model"].ToString() is "" || ScriptMatcher.Matches(query["model"].ToString(), request.ModelId))
        && (query["status"].ToString() is "" || query["status"] == request.StatusCode.ToString(CultureInfo.InvariantCulture))
        && (query["text"].ToString() is "" || (request.ModelId is not null && request.BodyText.Contains(query["text"].ToString(), StringComparison.Ordinal)));
}
