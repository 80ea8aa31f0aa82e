using System.Security;

namespace Outcrop.Emulator.Sts;

/// <summary>Text inside XML.</summary>
internal static class Xml
{
    public static string Escape(string text) => SecurityElement.Escape(text);
}
