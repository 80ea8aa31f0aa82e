namespace Outcrop.Gateway.Tests.Faults.Cuts;

/// <summary>How a body that is cut ends.</summary>
internal enum CutEnd
{
    /// <summary>Properly, as far as HTTP can tell.</summary>
    Clean,

    /// <summary>By an end of the connection before the end that was announced.</summary>
    Short,

    /// <summary>By a reset.</summary>
    Reset,
}
