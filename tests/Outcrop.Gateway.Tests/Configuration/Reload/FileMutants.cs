using System.Text;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Configuration.Reload;

/// <summary>What happens to files on disks: each makes of a good file what its name says. The folder is as Kubernetes mounts it: outcrop.json leads through ..data to a folder that is swapped whole.</summary>
internal static class FileMutants
{
    public static readonly (string Name, bool IsGood, Action<TemporaryFolder, byte[], Random> Do)[] All =
    [
        ("mutated in place", false, static (folder, good, random) => Put(folder, Mutated(good, random))),
        ("mutated and renamed", false, static (folder, good, random) => Rename(folder, Mutated(good, random))),
        ("mutated and swapped", false, static (folder, good, random) => Swap(folder, Mutated(good, random))),
        ("cut off", false, static (folder, good, random) => Put(folder, good[..random.Next(good.Length - 1)])),
        ("grown by garbage", false, static (folder, good, random) => Put(folder, [.. good, .. good[..random.Next(1, 100)]])),
        ("deleted", false, static (folder, _, _) => File.Delete(PathOf(folder))),
        ("a folder", false, static (folder, _, _) => Directory.CreateDirectory(Gone(folder))),
        ("a link to nowhere", false, static (folder, _, _) => File.CreateSymbolicLink(Gone(folder), "nowhere")),
        ("a link to itself", false, static (folder, _, _) => File.CreateSymbolicLink(Gone(folder), "outcrop.json")),
        ("a device without an end", false, static (folder, _, _) => File.CreateSymbolicLink(Gone(folder), "/dev/zero")),
        ("a device that is empty", false, static (folder, _, _) => File.CreateSymbolicLink(Gone(folder), "/dev/null")),
        ("huge", false, static (folder, _, _) =>
        {
            using FileStream file = File.Create(Gone(folder));
            file.SetLength(1L << 32);
        }),
        ("UTF-16", false, static (folder, good, _) => Put(folder, [.. Encoding.Unicode.GetPreamble(), .. Encoding.Convert(Encoding.UTF8, Encoding.Unicode, good)])),
        ("empty", false, static (folder, _, _) => Put(folder, [])),
        ("a secret deleted", false, static (folder, _, _) => File.Delete(Path.Combine(folder.Path, "secret"))),
        ("a secret emptied", false, static (folder, _, _) => folder.Write("secret", "\n")),
        ("a secret of other bytes", false, static (folder, _, _) => File.WriteAllBytes(Path.Combine(folder.Path, "secret"), [.. Enumerable.Repeat((byte)0xFF, 100)])),
        ("written anew", true, static (folder, good, _) => Rename(folder, [.. good, (byte)'\n'])),
        ("marked", true, static (folder, good, _) => Swap(folder, [0xEF, 0xBB, 0xBF, .. good])),
        ("commented", true, static (folder, good, _) => Put(folder, [.. "// by hand\r\n"u8, .. good])),
    ];

    /// <summary>Puts a good file in its place, in one of the ways that people have.</summary>
    public static void Mend(TemporaryFolder folder, byte[] good, int way)
    {
        folder.Write("secret", Sample.OtherKey);
        if (way % 3 == 0)
        {
            File.WriteAllBytes(Gone(folder), good);
        }
        else if (way % 3 == 1)
        {
            Rename(folder, good);
        }
        else
        {
            Swap(folder, good);
        }
    }

    private static string PathOf(TemporaryFolder folder) => Path.Combine(folder.Path, "outcrop.json");

    /// <summary>The place, with nothing there.</summary>
    private static string Gone(TemporaryFolder folder)
    {
        string path = PathOf(folder);
        if (Directory.Exists(path))
        {
            Directory.Delete(path);
        }

        File.Delete(path);
        return path;
    }

    private static void Put(TemporaryFolder folder, byte[] bytes) => File.WriteAllBytes(PathOf(folder), bytes);

    private static void Rename(TemporaryFolder folder, byte[] bytes)
    {
        string path = PathOf(folder);
        if (Directory.Exists(path))
        {
            Directory.Delete(path);
        }

        File.WriteAllBytes(path + ".new", bytes);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static void Swap(TemporaryFolder folder, byte[] bytes)
    {
        string data = Path.Combine(folder.Path, "..data");
        string version = $"..{Guid.NewGuid():N}";
        Directory.CreateDirectory(Path.Combine(folder.Path, version));
        File.WriteAllBytes(Path.Combine(folder.Path, version, "outcrop.json"), bytes);
        File.Delete(data);
        Directory.CreateSymbolicLink(data, version);
        File.CreateSymbolicLink(Gone(folder), "..data/outcrop.json");
    }

    /// <summary>A good file that the readers must refuse: a section of another type, an unknown member, a member twice, a byte that is no UTF-8.</summary>
    private static byte[] Mutated(byte[] good, Random random)
    {
        string text = Encoding.UTF8.GetString(good);
        switch (random.Next(5))
        {
            case 0:
                return Encoding.UTF8.GetBytes(text.Replace("\"prompts\": {", "\"prompts\": 5, \"x\": {", StringComparison.Ordinal));
            case 1:
                return Encoding.UTF8.GetBytes(text.Replace("\"targets\"", "\"tragets\"", StringComparison.Ordinal));
            case 2:
                return Encoding.UTF8.GetBytes(text.Replace("\"models\"", "\"keys\": [], \"models\"", StringComparison.Ordinal));
            case 3:
                byte[] garbled = [.. good];
                garbled[random.Next(garbled.Length)] = 0xFF;
                return garbled;
            default:
                return Encoding.UTF8.GetBytes(text.Replace("file:secret", "file:no-such-secret", StringComparison.Ordinal));
        }
    }
}
