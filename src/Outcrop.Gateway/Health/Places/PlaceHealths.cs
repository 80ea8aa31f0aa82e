using System.Collections.Concurrent;

namespace Outcrop.Gateway.Health.Places;

/// <summary>What the control plane said last of each account and region. Thread-safe.</summary>
internal sealed class PlaceHealths
{
    private readonly ConcurrentDictionary<Place, PlaceReport> _reports = new();

    /// <summary>What it said of a place; <see langword="null"/>: nobody has asked.</summary>
    /// <param name="place">The place.</param>
    public PlaceReport? Find(Place place) => _reports.GetValueOrDefault(place);

    /// <summary>Notes what it said.</summary>
    /// <param name="place">The place.</param>
    /// <param name="report">What.</param>
    /// <returns>What it had said before.</returns>
    public PlaceReport? Note(Place place, PlaceReport report)
    {
        PlaceReport? before = Find(place);
        _reports[place] = report;
        return before;
    }

    /// <summary>Forgets the places that are none of a configuration's any more.</summary>
    /// <param name="places">Its places.</param>
    public void Keep(IReadOnlyList<Place> places)
    {
        foreach (Place place in _reports.Keys)
        {
            if (!places.Contains(place))
            {
                _reports.TryRemove(place, out _);
            }
        }
    }
}
