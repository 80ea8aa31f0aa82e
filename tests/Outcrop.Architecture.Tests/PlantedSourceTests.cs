using Outcrop.Architecture.Tests.Rules;
using Outcrop.Architecture.Tests.Sources;

namespace Outcrop.Architecture.Tests;

/// <summary>Each rule about sources, shown to fail on a planted fault and to pass without it.</summary>
public sealed class PlantedSourceTests
{
    [Theory]
    [InlineData("Outcrop.Emulator/Personas/A.cs", "using Outcrop.Bedrock.Converse;", false)]
    [InlineData("Outcrop.Emulator/Personas/A.cs", "using static Outcrop.Gateway.Keys.Key;", false)]
    [InlineData("Outcrop.Emulator/Personas/A.cs", "using B = Outcrop.Bedrock.BedrockClient;", false)]
    [InlineData("Outcrop.Emulator/Personas/A.cs", "class A { object b = global::Outcrop.Bedrock.X.Y; }", false)]
    [InlineData("Outcrop.Emulator/Personas/A.cs", "class A { string s = $\"{Outcrop . Bedrock.X.Y}\"; }", false)]
    [InlineData("Outcrop.Emulator/Personas/A.cs", "// as Outcrop.Bedrock.X does\nclass A { string s = \"Outcrop.Bedrock.X\"; }", true)]
    [InlineData("Outcrop.Emulator/Personas/A.cs", "using Outcrop.Wire.Sse; using Outcrop.Shared;", true)]
    [InlineData("Outcrop.Wire/Json/A.cs", "using Outcrop.Bedrock;", false)]
    [InlineData("Outcrop.Bedrock/Catalog/A.cs", "using Outcrop.Shared;", false)]
    [InlineData("Shared/A.cs", "using Outcrop.Gateway.Keys;", false)]
    [InlineData("Outcrop.Bedrock/Families/A.cs", "using Outcrop.Bedrock.Transport;", false)]
    [InlineData("Outcrop.Bedrock/Families/A.cs", "namespace Outcrop.Bedrock.Families; class A { Transport.BedrockCall b; }", false)]
    [InlineData("Outcrop.Bedrock/Converse/A.cs", "namespace Outcrop.Bedrock.Converse; class A { Bedrock.Signing.Signer b; }", false)]
    [InlineData("Outcrop.Bedrock/Converse/A.cs", "namespace Outcrop.Bedrock.Converse; class A { object b = x.Signing.Signer; }", true)]
    [InlineData("Outcrop.Bedrock/Converse/A.cs", "using Outcrop.Bedrock.Families;", true)]
    [InlineData("Outcrop.Bedrock/BedrockClient.cs", "using Outcrop.Bedrock.Transport;", true)]
    [InlineData("Outcrop.Gateway/FrontEnds/Seed/A.cs", "using Outcrop.Gateway.FrontEnds.OpenAIChat;", false)]
    [InlineData("Outcrop.Gateway/FrontEnds/Seed/A.cs", "namespace Outcrop.Gateway.FrontEnds.Seed; class A { OpenAIChat.X b; }", false)]
    [InlineData("Outcrop.Gateway/FrontEnds/Seed/A.cs", "namespace Outcrop.Gateway.FrontEnds.Seed; class A { Limits.X b; }", false)]
    [InlineData("Outcrop.Gateway/FrontEnds/Seed/A.cs", "using Outcrop.Gateway.Limits;", false)]
    [InlineData("Outcrop.Gateway/FrontEnds/Seed/A.cs", "using Outcrop.Gateway.Ledger;", false)]
    [InlineData("Outcrop.Gateway/FrontEnds/Seed/A.cs", "using Outcrop.Gateway.FrontEnds.Seed.Json; using Outcrop.Gateway.Pipeline; using Outcrop.Bedrock.Converse;", true)]
    [InlineData("Outcrop.Gateway/FrontEnds/FrontEndMap.cs", "using Outcrop.Gateway.FrontEnds.OpenAIChat; using Outcrop.Gateway.FrontEnds.Seed;", true)]
    [InlineData("Outcrop.Gateway/Telemetry/A.cs", "using Outcrop.Gateway.Upstream;", false)]
    [InlineData("Outcrop.Gateway/Dashboard/A.cs", "using Outcrop.Gateway.Pipeline;", false)]
    [InlineData("Outcrop.Gateway/Dashboard/A.cs", "using Outcrop.Gateway.Ledger;", true)]
    [InlineData("Outcrop.Gateway/Limits/A.cs", "using Outcrop.Gateway.FrontEnds;", false)]
    public void Name_Planted_IsFoundWhereTheFolderMayNotSeeIt(string path, string text, bool allowed)
    {
        SourceFile[] files = [new("src/" + path, text), new("src/Outcrop.Gateway/FrontEnds/OpenAIChat/Other.cs", "namespace Outcrop.Gateway.FrontEnds.OpenAIChat;")];
        Assert.Equal(allowed, !FolderArrows.Check(files).Any());
    }

    [Theory]
    [InlineData("src/Outcrop.Wire/Json/A.cs", "namespace Outcrop.Wire.Json;\nclass A;", true)]
    [InlineData("src/Outcrop.Wire/A.cs", "namespace Outcrop.Wire;\nclass A;", true)]
    [InlineData("src/Shared/A.cs", "namespace Outcrop.Shared;\nclass A;", true)]
    [InlineData("tests/Outcrop.Wire.Tests/Json/A.cs", "namespace Outcrop.Wire.Tests.Json;\nclass A;", true)]
    [InlineData("src/Outcrop.Cli/Program.cs", "return 0;", true)]
    [InlineData("src/Outcrop.Wire/Json/A.cs", "namespace Outcrop.Wire;\nclass A;", false)]
    [InlineData("src/Outcrop.Wire/Json/A.cs", "class A;", false)]
    [InlineData("src/Outcrop.Wire/Json/A.cs", "namespace Outcrop.Wire.Json { class A; }", false)]
    public void Namespace_OtherThanTheFolder_IsFound(string path, string text, bool allowed) => Assert.Equal(allowed, !NamespaceIsFolder.Check([new(path, text)]).Any());

    [Theory]
    [InlineData("public sealed class A { class Nested { } enum E { X } }", true)]
    [InlineData("abstract record A; sealed record B(int X) : A; record C(string Y = \"class Z {\") : A { }", true)]
    [InlineData("abstract record A; abstract record B : A; sealed record C : B;", true)]
    [InlineData("record A(B X); record B;", false)]
    [InlineData("class A { } class B { }", false)]
    [InlineData("class A { } enum B { X }", false)]
    [InlineData("class A { } delegate void B(int x);", false)]
    [InlineData("class A { } readonly record struct B(int X);", false)]
    [InlineData("class A { } class B(A a) : C(a) where C : A { }", true)]
    [InlineData("class A { } class A<T> { }", true)]
    [InlineData("class B { }", false)]
    [InlineData("delegate System.Collections.Generic.List<int> A(int x);", true)]
    [InlineData("/* class B { } */ class A { string s = \"\"\"class B { }\"\"\"; } // class C", true)]
    [InlineData("class A { void M<T>() where T : class { } }", true)]
    public void TypeMore_ThanOneOrOneFamily_IsFound(string text, bool allowed) => Assert.Equal(allowed, !OneTypePerFile.Check([new("src/Outcrop.Wire/A.cs", text)]).Any());

    [Fact]
    public void File_Over500Lines_NeedsItsLineInAnAdr()
    {
        SourceFile[] small = [.. Enumerable.Range(0, 30).Select(i => new SourceFile($"src/Outcrop.Wire/S{i}.cs", "\n"))];
        var large = new SourceFile("src/Outcrop.Wire/Big.cs", new string('\n', 501));

        Assert.Empty(FileSizes.Check([.. small, large with { Text = new string('\n', 500) }]));
        Assert.Single(FileSizes.Check([.. small, large]));
        Assert.Empty(FileSizes.Check([.. small, large, new("docs/adr/0009.md", "src/Outcrop.Wire/Big.cs is a table.")]));
        Assert.Single(FileSizes.Check([.. small.Select(file => file with { Text = new string('\n', 71) })]));
        Assert.Single(FileSizes.Check([.. small, .. small.Take(3).Select(file => file with { Text = new string('\n', 301) })]));
    }

    [Theory]
    [InlineData("// TODO: later", false)]
    [InlineData("throw new NotImplementedException();", false)]
    [InlineData("Thread . Sleep(1);", false)]
    [InlineData("try { } catch { }", false)]
    [InlineData("try { } catch { Log(); }", false)]
    [InlineData("try { } catch { Clean(); throw; }", true)]
    [InlineData("try { } catch { if (x) { throw; } }", true)]
    [InlineData("try { } catch (IOException) { }", false)]
    [InlineData("try { } catch (IOException) when (Is(x, y(1))) { }", false)]
    [InlineData("try { } catch (IOException) { /* the client has gone; nobody is left to tell */ }", true)]
    [InlineData("try { } catch (Exception fault) { Log(fault); }", true)]
    [InlineData("var s = \"throw new NotImplementedException()\"; var TodoList = 1;", true)]
    public void Text_Banned_IsFound(string text, bool allowed) => Assert.Equal(allowed, !BannedText.Check([new("src/Outcrop.Wire/A.cs", text)]).Any());

    [Fact]
    public void Block_StandingTwice_IsFoundOnceWhateverItsIndentation()
    {
        string block = string.Concat(Enumerable.Range(0, 12).Select(i => $"    Do({i});\n{{\n\n}}\n"));
        var first = new SourceFile("src/Outcrop.Wire/A.cs", "class A\n" + block);

        Assert.Empty(DuplicateBlocks.Check([first]));
        Assert.Single(DuplicateBlocks.Check([first, new("src/Outcrop.Wire/B.cs", "class B\n" + block.Replace("    ", "\t\t", StringComparison.Ordinal))]));
        Assert.Single(DuplicateBlocks.Check([first with { Text = first.Text + "x();\n" + block }]));
        Assert.Empty(DuplicateBlocks.Check([first, new("src/Outcrop.Wire/B.cs", "class B\n" + block.Replace("Do(5)", "Do(55)", StringComparison.Ordinal))]));
    }

    [Theory]
    [InlineData("a /* x */ b // y", "a         b     ")]
    [InlineData("'\"' + \"//\" + c", "    +      + c")]
    [InlineData("@\"a\"\"b\\\" + c", "         + c")]
    [InlineData("$\"a{b + \"}\"}c\" + d", "    b +        + d")]
    [InlineData("$\"{{a}}\" + b", "         + b")]
    [InlineData("\"\"\"a\"b\"\"\" + c", "          + c")]
    [InlineData("$$\"\"\"{a}{{b}}\"\"\" + c", "          b      + c")]
    [InlineData("$@\"\\{a}\" + b", "     a   + b")]
    [InlineData("'\\'' + a", "     + a")]
    [InlineData("@class + a", "@class + a")]
    public void Code_Blanked_KeepsCodeAndPositions(string text, string expected) => Assert.Equal(expected, CSharpCode.Blank(text));
}
