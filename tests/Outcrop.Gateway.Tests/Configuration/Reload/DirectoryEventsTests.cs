using Outcrop.Gateway.Configuration.Files;
using Outcrop.Gateway.Configuration.Reload;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Configuration.Reload;

/// <summary>Real files: written, replaced as editors do, swapped as Kubernetes does, and not there yet.</summary>
public class DirectoryEventsTests
{
    [Theory]
    [InlineData("write")]
    [InlineData("replace")]
    [InlineData("swap")]
    [InlineData("create")]
    public async Task Watch_Change_IsTold(string how)
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "outcrop.json");
        if (how == "swap")
        {
            folder.Write("..1/outcrop.json", "1");
            folder.Write("..2/outcrop.json", "2");
            Directory.CreateSymbolicLink(Path.Combine(folder.Path, "..data"), "..1");
            File.CreateSymbolicLink(file, "..data/outcrop.json");
        }
        else if (how != "create")
        {
            folder.Write("outcrop.json", "1");
        }

        int told = 0;
        using IDisposable watch = new DirectoryEvents().Watch([file], () => Interlocked.Increment(ref told), exception => throw exception);
        folder.Write("other.json", "x");
        switch (how)
        {
            case "replace":
                folder.Write("outcrop.json.new", "2");
                File.Move(Path.Combine(folder.Path, "outcrop.json.new"), file, overwrite: true);
                break;
            case "swap":
                Directory.CreateSymbolicLink(Path.Combine(folder.Path, "..data_tmp"), "..2");
                Directory.Move(Path.Combine(folder.Path, "..data_tmp"), Path.Combine(folder.Path, "..data.new"));
                Directory.Delete(Path.Combine(folder.Path, "..data"));
                Directory.Move(Path.Combine(folder.Path, "..data.new"), Path.Combine(folder.Path, "..data"));
                break;
            default:
                folder.Write("outcrop.json", "2");
                break;
        }

        await Eventually.TrueAsync(() => Volatile.Read(ref told) > 0);
        Assert.Equal("2", File.ReadAllText(file));
    }

    [Fact]
    public void Watch_FolderThatIsNotThere_IsNoFault()
    {
        using IDisposable watch = new DirectoryEvents().Watch(["/no/such/folder/file"], () => { }, exception => throw exception);
    }

    [Fact]
    public void PhysicalFiles_LongOrStrangeFiles_AreRefused()
    {
        using var folder = new TemporaryFolder();
        string large = Path.Combine(folder.Path, "large");
        using (FileStream stream = File.Create(large))
        {
            stream.SetLength(PhysicalFiles.LongestFile + 1);
        }

        Assert.Throws<IOException>(() => PhysicalFiles.Instance.Read(large));
        Assert.Throws<FileNotFoundException>(() => PhysicalFiles.Instance.Read(large + "r"));
    }
}
