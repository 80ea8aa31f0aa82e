namespace Outcrop.Gateway.Configuration.Reload;

/// <summary>Tells of changes to files.</summary>
internal interface IFileEvents
{
    /// <summary>Watches files, whether they exist or not, until the result is disposed.</summary>
    /// <param name="files">Their absolute paths.</param>
    /// <param name="changed">Called at any change, possibly often and on any thread.</param>
    /// <param name="failed">Called when no changes can be told of any more.</param>
    IDisposable Watch(IReadOnlyCollection<string> files, Action changed, Action<Exception> failed);
}
