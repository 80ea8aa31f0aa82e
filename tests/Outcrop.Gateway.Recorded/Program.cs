using Outcrop.Gateway.Recorded;

if (args is not [string folder] || !Directory.Exists(folder))
{
    Console.Error.WriteLine("usage: gateway-recorded FOLDER   (a folder of recorded exchanges, one JSON file each)");
    return 2;
}

GatewayReport report = await GatewayWalk.RunAsync(folder);
await GatewayWalk.RunNativeAsync(folder, report);
report.Print(Console.Out);
return report.Failures.Count == 0 && report.Passed > 0 ? 0 : 1;
