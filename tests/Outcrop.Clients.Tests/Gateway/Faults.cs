using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.Gateway;

/// <summary>The ways a stream breaks after its first words.</summary>
internal static class Faults
{
    /// <summary>The script of a fault.</summary>
    /// <param name="fault">Its name in the tests' tables.</param>
    /// <param name="text">What would have been said.</param>
    internal static EmulatorScript Of(string fault, string text) => fault switch
    {
        "exception" => new EmulatorScript { Text = text, ExceptionType = "modelStreamErrorException", ExceptionAfterEvents = 4 },
        "cut" => new EmulatorScript { Text = text, CutAfterEvents = 4 },
        "reset" => new EmulatorScript { Text = text, CutAfterEvents = 4, Reset = true },
        "crc" => new EmulatorScript { Text = text, CorruptEvent = 5 },
        "no stop" => new EmulatorScript { Text = text, OmitMessageStop = true },
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "no such fault"),
    };
}
