namespace Outcrop.Gateway.Configuration;

/// <summary>Endpoints of one's own for a region of an account: VPC endpoints, a proxy, an emulator. Immutable.</summary>
/// <param name="Runtime">For bedrock-runtime; <see langword="null"/>: the account's, else AWS's.</param>
/// <param name="ControlPlane">For bedrock, the control plane; <see langword="null"/>: as above.</param>
/// <param name="Mantle">For bedrock-mantle; <see langword="null"/>: as above.</param>
public sealed record RegionEndpoints(Uri? Runtime, Uri? ControlPlane, Uri? Mantle);
