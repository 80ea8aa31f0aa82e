using System.Buffers.Binary;
using System.IO.Hashing;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.EventStream;

namespace Outcrop.Emulator.Streaming;

/// <summary>Frames that are not as they should be.</summary>
internal static class FrameFault
{
    /// <summary>More than any decoder takes: AWS's limit on a payload is 24 MiB.</summary>
    private const uint AnnouncedLength = 32 * 1024 * 1024;

    /// <summary>Whether a script has to know where frames begin.</summary>
    public static bool IsAskedFor(EmulatorScript? script) => script is not null
        && (script.ExceptionType ?? script.ErrorFrameCode) is not null | (script.CutAfterEvents ?? script.HangAfterEvents) is not null
            | (script.CorruptEvent ?? script.CorruptPrelude ?? script.OversizeEvent ?? script.DuplicateEvent ?? script.UnknownEvent) is not null;

    /// <summary>Gives the n-th frame as the script wants it.</summary>
    public static ReadOnlyMemory<byte> Apply(EmulatorScript script, int number, ReadOnlyMemory<byte> frame)
    {
        if (script.CorruptEvent != number && script.CorruptPrelude != number && script.OversizeEvent != number)
        {
            return frame;
        }

        byte[] bytes = frame.ToArray();
        if (script.OversizeEvent == number)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, AnnouncedLength);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), Crc32.HashToUInt32(bytes.AsSpan(0, 8)));
        }

        if (script.CorruptPrelude == number)
        {
            bytes[8] ^= 0xFF;
        }

        if (script.CorruptEvent == number)
        {
            bytes[^1] ^= 0xFF;
        }

        return bytes;
    }

    public static ReadOnlyMemory<byte> UnknownEvent()
    {
        using var writer = new EventStreamWriter();
        using var frame = new PooledBufferWriter(256);
        writer.AddString(":event-type"u8, "outcropUnknownEvent"u8).AddString(":content-type"u8, "application/json"u8).AddString(":message-type"u8, "event"u8)
            .WriteFrame(frame, """{"unknown":{"nested":[1,2,3]}}"""u8);
        return frame.WrittenMemory.ToArray();
    }
}
