namespace Outcrop.Gateway.Tests.ErrorMap;

/// <summary>What Bedrock streams.</summary>
internal enum ErrorWireKind
{
    Converse,
    Invoke,
    ChatEvents,
    ResponsesEvents,
}
