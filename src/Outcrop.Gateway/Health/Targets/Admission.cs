namespace Outcrop.Gateway.Health.Targets;

/// <summary>On what terms a request goes to a target.</summary>
internal enum Admission
{
    /// <summary>Not at all.</summary>
    Refused,

    /// <summary>As every request does.</summary>
    Normal,

    /// <summary>As the one that tries whether it is well again.</summary>
    Probe,

    /// <summary>Although it is not well, since no other is better.</summary>
    Forced,
}
