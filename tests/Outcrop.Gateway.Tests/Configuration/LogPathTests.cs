using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Configuration;

/// <summary>S42: the origin compared prefixes, which let a sibling folder and links pass.</summary>
public class LogPathTests
{
    [Theory]
    [InlineData("logs/a.log", true)]
    [InlineData("logs/deep/er/a.log", true)]
    [InlineData("logs/../logs/a.log", true)]
    [InlineData("logs/..hidden.log", true)]
    [InlineData("logs/inside/a.log", true)]
    [InlineData("logs-evil/a.log", false)]
    [InlineData("logs/../a.log", false)]
    [InlineData("logs", false)]
    [InlineData("logs/..", false)]
    [InlineData("a.log", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("logs/outside/a.log", false)]
    [InlineData("logs/link.log", false)]
    [InlineData("logs/chain/a.log", false)]
    [InlineData("logs/loop/a.log", false)]
    [InlineData("logs/a\0.log", false)]
    public void S42_LogFile_MustLieInTheFolder(string file, bool allowed)
    {
        using var folder = new TemporaryFolder();
        string logs = Directory.CreateDirectory(Path.Combine(folder.Path, "logs")).FullName;
        Directory.CreateDirectory(Path.Combine(folder.Path, "logs-evil"));
        Directory.CreateDirectory(Path.Combine(logs, "real"));
        Directory.CreateSymbolicLink(Path.Combine(logs, "inside"), "real");
        Directory.CreateSymbolicLink(Path.Combine(logs, "outside"), Path.Combine(folder.Path, "logs-evil"));
        Directory.CreateSymbolicLink(Path.Combine(logs, "chain"), Path.Combine(logs, "outside"));
        Directory.CreateSymbolicLink(Path.Combine(logs, "loop"), Path.Combine(logs, "loop"));
        File.CreateSymbolicLink(Path.Combine(logs, "link.log"), Path.Combine(folder.Path, "elsewhere.log"));
        string path = file.Contains('\0') ? Path.Combine(folder.Path, file) : Path.GetFullPath(file, folder.Path);
        Assert.Equal(allowed, LogPath.TryResolve(logs, path, out _));
    }

    [Fact]
    public void S42_LogFilePath_OutsideTheFolder_IsAFault()
    {
        using var folder = new TemporaryFolder();
        OutcropConfigurationException exception = Assert.Throws<OutcropConfigurationException>(() =>
            OutcropConfiguration.Load(null, new Dictionary<string, string> { ["LOG_FILE_PATH"] = "logs-evil/a.log" }, folder.Path));
        Assert.Contains("LOG_FILE_PATH", Assert.Single(exception.Faults).Path);
    }

    [Fact]
    public void LogFolder_OfAnotherPlace_IsAllowedWhenNamed()
    {
        using var folder = new TemporaryFolder();
        OutcropConfiguration configuration = OutcropConfiguration.Load(
            null, new Dictionary<string, string> { ["OUTCROP__LOGGING__FOLDER"] = "var/log", ["LOG_FILE_PATH"] = "var/log/a.log" }, folder.Path);
        Assert.Equal(Path.Combine(folder.Path, "var/log/a.log"), configuration.Logging.File);
    }
}
