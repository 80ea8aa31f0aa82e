using System.Security.Cryptography;
using System.Text;

namespace Outcrop.Emulator.Answers;

/// <summary>A request as the prompt cache sees it: what stands before each block, as a hash and in tokens, and where the caller wants it cached. Not thread-safe.</summary>
internal sealed class CachePlan
{
    private readonly List<CacheBlock> _blocks = [];
    private byte[] _hash = [];
    private int _tokens;

    public IReadOnlyList<CacheBlock> Blocks => _blocks;

    public bool Wanted => _blocks.Exists(block => block.TimeToLive is not null);

    /// <summary>Adds a block; everything before it is part of its hash.</summary>
    public void Add(string content, int tokens)
    {
        byte[] own = Encoding.UTF8.GetBytes(content);
        byte[] chain = new byte[_hash.Length + own.Length];
        _hash.CopyTo(chain, 0);
        own.CopyTo(chain, _hash.Length);
        _hash = SHA256.HashData(chain);
        _tokens += tokens;
        _blocks.Add(new CacheBlock(Convert.ToHexStringLower(_hash), _tokens, null));
    }

    /// <summary>Asks for everything up to here to be cached.</summary>
    public void Mark(TimeSpan timeToLive)
    {
        if (_blocks.Count > 0)
        {
            _blocks[^1] = _blocks[^1] with { TimeToLive = timeToLive };
        }
    }
}
