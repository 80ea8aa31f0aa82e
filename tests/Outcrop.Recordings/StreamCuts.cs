using System.Buffers.Binary;
using Outcrop.Wire.EventStream;

namespace Outcrop.Recordings;

/// <summary>Cuts a stream short, at the borders of frames and within them: what was cut must never look finished.</summary>
internal static class StreamCuts
{
    private const int Borders = 12;
    private const int Insides = 4;

    /// <summary>Checks a sample of cuts.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="stopFrame">The frame in which the message ends; negative when it never does.</param>
    /// <param name="seed">Decides which cuts.</param>
    /// <param name="report">Counts them.</param>
    /// <returns>What went wrong; <see langword="null"/> when nothing did.</returns>
    public static string? Check(Recording recording, int stopFrame, int seed, RecordingReport report)
    {
        List<int> borders = BordersOf(recording.Body);
        int last = stopFrame < 0 ? borders.Count - 1 : stopFrame;
        var random = new Random(seed);
        for (int i = 0; i < Borders; i++)
        {
            // The first draw is always the cut right before the end.
            int cut = i == 0 ? last : random.Next(last + 1);
            report.Cuts++;
            if (OurReading.ReadStream(recording, recording.Body.AsSpan(0, borders[cut]), seed).StopFrame >= 0)
            {
                return $"cut before frame {cut}, the stream still ended (seed {seed})";
            }
        }

        for (int i = 0; i < Insides; i++)
        {
            int cut = random.Next(1, borders[last + 1 < borders.Count ? last + 1 : last]);
            report.Cuts++;
            if (borders.Contains(cut))
            {
                continue;
            }

            try
            {
                OurReading.ReadStream(recording, recording.Body.AsSpan(0, cut), seed);
                return $"cut at byte {cut}, the end was taken for a proper one (seed {seed})";
            }
            catch (EventStreamException fault) when (fault.Fault == EventStreamFault.Truncated)
            {
                // What must happen.
            }
        }

        return null;
    }

    /// <summary>Where each frame begins, and where the last one ends.</summary>
    private static List<int> BordersOf(byte[] body)
    {
        var borders = new List<int> { 0 };
        while (borders[^1] < body.Length)
        {
            borders.Add(borders[^1] + (int)BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(borders[^1])));
        }

        return borders;
    }
}
