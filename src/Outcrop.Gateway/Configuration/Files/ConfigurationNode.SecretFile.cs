namespace Outcrop.Gateway.Configuration.Files;

/// <content>Secrets that stand in a file of their own.</content>
internal sealed partial class ConfigurationNode
{
    private (string? Text, string? Origin) ReadSecretFile(string name)
    {
        string path = System.IO.Path.GetFullPath(name, _context.Folder);
        try
        {
            byte[] bytes = _context.Files.Read(path);
            if (!System.Text.Unicode.Utf8.IsValid(bytes))
            {
                Fault($"the file {path} is not UTF-8");
                return (null, null);
            }

            if (_context.Files.IsOpenToOthers(path))
            {
                Warn($"the file {path} can be read by every user of this machine; chmod 600 it");
            }

            // An editor ends a file with a line's end, which is no part of the secret.
            string text = System.Text.Encoding.UTF8.GetString(bytes).TrimEnd('\r', '\n');
            if (text.Length == 0)
            {
                Fault($"the file {path} is empty");
            }

            return (text, $"file {path}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            Fault($"the file {path} cannot be read: {exception.Message}");
            return (null, null);
        }
    }
}
