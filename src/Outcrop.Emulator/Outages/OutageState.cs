namespace Outcrop.Emulator.Outages;

/// <summary>An outage as the admin surface shows it.</summary>
/// <param name="Region">The region.</param>
/// <param name="Model">The models.</param>
/// <param name="Kind">How it is out.</param>
/// <param name="Active">Whether it is out now.</param>
/// <param name="SecondsToBegin">How long until it begins; 0 once it has.</param>
/// <param name="SecondsLeft">How long until it ends; <see langword="null"/> for one without an end.</param>
internal sealed record OutageState(string? Region, string? Model, string Kind, bool Active, double SecondsToBegin, double? SecondsLeft);
