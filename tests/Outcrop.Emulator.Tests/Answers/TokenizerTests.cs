using Outcrop.Emulator.Answers;

namespace Outcrop.Emulator.Tests.Answers;

public sealed class TokenizerTests
{
    [Theory]
    [InlineData("You said: \"hi\"", 6)]
    [InlineData("", 0)]
    [InlineData("   ", 1)]
    [InlineData("internationalization", 3)]
    [InlineData("日本語", 3)]
    [InlineData("a 😀👨‍👩‍👧 b", 4)]
    public void Split_AnyText_IsTheTextAgain(string text, int count)
    {
        List<string> tokens = Tokenizer.Split(text);
        Assert.Equal(text, string.Concat(tokens));
        Assert.Equal(count, tokens.Count);
        Assert.All(tokens, token => Assert.False(char.IsLowSurrogate(token[0])));
    }

    [Fact]
    public void Split_RandomText_IsTheTextAgain()
    {
        const int seed = 20_261_122;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (int i = 0; i < 500; i++)
        {
            string text = new(random.GetItems("ab1 \n\t.,\"é日ü".AsSpan(), random.Next(0, 60)));
            Assert.Equal(text, string.Concat(Tokenizer.Split(text)));
        }
    }
}
