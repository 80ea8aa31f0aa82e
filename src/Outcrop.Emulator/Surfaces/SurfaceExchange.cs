using Outcrop.Emulator.Personas;

namespace Outcrop.Emulator.Surfaces;

/// <summary>An exchange on one of the surfaces.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Model">The model as the request named it, which is how the answer names it.</param>
/// <param name="Mantle">Whether it is mantle's.</param>
/// <param name="Stream">Whether the answer streams.</param>
internal sealed record SurfaceExchange(Exchange Exchange, string Model, bool Mantle, bool Stream);
