namespace Outcrop.Gateway.Configuration.Reload;

/// <summary>What came of looking at the configuration's files again.</summary>
internal enum ReloadResult
{
    /// <summary>They are as they were.</summary>
    Unchanged,

    /// <summary>They were put in force.</summary>
    Reloaded,

    /// <summary>They cannot be used; what was in force stays so.</summary>
    Refused,
}
