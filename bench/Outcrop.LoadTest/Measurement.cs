namespace Outcrop.LoadTest;

/// <summary>What one round of one scenario cost one candidate.</summary>
/// <param name="Requests">How many requests were answered.</param>
/// <param name="CpuMicroseconds">The candidate's CPU time for all of them.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="P50">The median of the time to the end of an answer, in µs.</param>
/// <param name="P99">Its 99th percentile.</param>
/// <param name="ResidentKilobytes">The candidate's memory at the end.</param>
internal sealed record Measurement(int Requests, double CpuMicroseconds, TimeSpan Elapsed, double P50, double P99, long ResidentKilobytes);
