using Outcrop.Wire.Buffers;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>A body that was read before its endpoint asked for it. Belongs to the request until the endpoint takes it over. Used by one request.</summary>
/// <param name="body">The body.</param>
internal sealed class BufferedBody(PooledBody body) : IDisposable
{
    private PooledBody? _body = body;

    /// <summary>The bytes, while nobody has taken them.</summary>
    public ReadOnlyMemory<byte> Memory => Body.Memory;

    private PooledBody Body => _body ?? throw new InvalidOperationException("The body has been taken.");

    /// <summary>Hands the body over; whoever takes it disposes it.</summary>
    public PooledBody Take()
    {
        PooledBody taken = Body;
        _body = null;
        return taken;
    }

    /// <summary>Gives the memory back, unless the body has been taken.</summary>
    public void Dispose() => _body?.Dispose();
}
