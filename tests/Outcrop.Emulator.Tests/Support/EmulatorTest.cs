namespace Outcrop.Emulator.Tests.Support;

/// <summary>Starts an emulator without pauses.</summary>
internal static class EmulatorTest
{
    public const string Claude = "anthropic.claude-3-haiku-20240307-v1%3A0";

    public static Task<BedrockEmulator> StartAsync(Action<EmulatorOptions>? change = null)
    {
        var options = new EmulatorOptions { TokenInterval = TimeSpan.Zero };
        change?.Invoke(options);
        return BedrockEmulator.StartAsync(options, TestContext.Current.CancellationToken);
    }

    public static string Converse(string text, string more = "") => $$"""{"messages":[{"role":"user","content":[{"text":"{{text}}"}]}]{{more}}}""";

    public static string Messages(string text, string more = "", int maxTokens = 200) =>
        $$"""{"anthropic_version":"bedrock-2023-05-31","max_tokens":{{maxTokens}},"messages":[{"role":"user","content":"{{text}}"}]{{more}}}""";
}
