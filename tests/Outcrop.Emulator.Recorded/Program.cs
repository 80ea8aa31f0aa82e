using Outcrop.Emulator.Recorded;

if (args is not [string folder] || !Directory.Exists(folder))
{
    Console.Error.WriteLine("usage: emulator-recorded FOLDER   (a folder of recorded exchanges, one JSON file each)");
    return 2;
}

RecordedReport report = await RecordedWalk.RunAsync(folder, CancellationToken.None);
report.Print(Console.Out);
return report.Failures.Count == 0 ? 0 : 1;
