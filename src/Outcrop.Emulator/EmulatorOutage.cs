namespace Outcrop.Emulator;

/// <summary>A time in which a region is not there. Not to be changed once it has been handed over.</summary>
public sealed class EmulatorOutage
{
    /// <summary>The region that is out, by a request's host or signature; all of them unless set.</summary>
    public string? Region { get; set; }

    /// <summary>The models that are out, by the id on a request's path; <c>*</c> stands for any characters and <c>?</c> for one. Everything, STS and the control plane too, unless set.</summary>
    public string? ModelId { get; set; }

    /// <summary>How it is out; an error unless set.</summary>
    public EmulatorOutageKind Kind { get; set; }

    /// <summary>The status of the error; 503 unless set.</summary>
    public int Status { get; set; } = 503;

    /// <summary>The error's name; the usual one of <see cref="Status"/> unless set.</summary>
    public string? ErrorType { get; set; }

    /// <summary>When it begins, from the moment it was handed over (or the start of the emulator), by <see cref="EmulatorOptions.TimeProvider"/>; at once unless set.</summary>
    public TimeSpan After { get; set; }

    /// <summary>How long it lasts; until it is ended by <see cref="BedrockEmulator.RestoreAsync"/> unless set.</summary>
    public TimeSpan? Duration { get; set; }
}
