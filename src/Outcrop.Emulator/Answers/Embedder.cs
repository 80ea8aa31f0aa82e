using System.Text;

namespace Outcrop.Emulator.Answers;

/// <summary>
/// Vectors that behave as embeddings do: the same text gives the same vector, texts that share words and letters lie closer than others, and the
/// length is 1. Words and the letter triples inside them are hashed into the dimensions.
/// </summary>
internal static class Embedder
{
    private const float WordWeight = 2f;

    public static float[] Embed(string text, int dimensions, bool normalize)
    {
        float[] vector = new float[dimensions];

        // Something for the empty text, and no text with a zero vector.
        Add(vector, "", 0.1f);
        foreach (string word in Words(text))
        {
            Add(vector, word, WordWeight);
            string padded = $" {word} ";
            for (int i = 0; i + 3 <= padded.Length; i++)
            {
                Add(vector, padded.AsSpan(i, 3), 1f);
            }
        }

        double length = Math.Sqrt(vector.Sum(value => (double)value * value));
        float scale = (float)((normalize ? 1 : Math.Sqrt(dimensions) / 16) / length);
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] *= scale;
        }

        return vector;
    }

    private static void Add(float[] vector, ReadOnlySpan<char> feature, float weight)
    {
        // Each feature has a few places and signs, so that collisions of unlike texts cancel out.
        ulong hash = Hash(feature);
        for (int i = 0; i < 4; i++)
        {
            hash = Mix(hash);
            vector[(int)(hash % (ulong)vector.Length)] += (hash >> 63) == 0 ? weight : -weight;
        }
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (char c in text)
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    /// <summary>FNV-1a, which unlike string hash codes is the same in every process.</summary>
    private static ulong Hash(ReadOnlySpan<char> feature)
    {
        ulong hash = 14_695_981_039_346_656_037;
        foreach (char c in feature)
        {
            hash = unchecked((hash ^ c) * 1_099_511_628_211);
        }

        return hash;
    }

    /// <summary>The finalizer of SplitMix64.</summary>
    private static ulong Mix(ulong value) => unchecked(Finish(value + 0x9E37_79B9_7F4A_7C15));

    private static ulong Finish(ulong z)
    {
        z = unchecked((z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB);
        return z ^ (z >> 31);
    }
}
