namespace Outcrop.Emulator;

/// <summary>
/// What a principal may do, as an identity-based policy would say it. Patterns may hold <c>*</c> for any text and <c>?</c> for one character; an empty list
/// allows everything. Not to be changed once the emulator runs.
/// </summary>
public sealed class EmulatorPermissions
{
    /// <summary>The actions allowed, for example <c>bedrock:InvokeModel*</c> or <c>sts:AssumeRole</c>; all unless set. Converse needs <c>bedrock:InvokeModel</c>, as on AWS.</summary>
    public IList<string> Actions { get; } = [];

    /// <summary>The models allowed, by the id or ARN that a request names or by the ARN of the resource; all unless set.</summary>
    public IList<string> Models { get; } = [];

    /// <summary>The regions allowed; all unless set.</summary>
    public IList<string> Regions { get; } = [];
}
