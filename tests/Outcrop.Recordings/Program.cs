using Outcrop.Recordings;

if (args is not [string folder] || !Directory.Exists(folder))
{
    Console.Error.WriteLine("usage: recordings FOLDER   (a folder of recorded exchanges, one JSON file each)");
    return 2;
}

RecordingReport report = RecordingWalk.Run(folder);
report.Print(Console.Out);
return report.Failed == 0 && report.Passed > 0 ? 0 : 1;
