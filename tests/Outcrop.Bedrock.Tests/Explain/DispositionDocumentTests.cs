using Outcrop.Bedrock.Explain;
using Outcrop.Testing;

namespace Outcrop.Bedrock.Tests.Explain;

/// <summary>docs/dispositions.md is the table's own; <c>eng/dispositions.sh</c> writes it through this test.</summary>
public sealed class DispositionDocumentTests
{
    [Fact]
    public void Document_OfTheTable_IsWhatStandsInTheDocs()
    {
        string path = Repository.PathOf("docs", "dispositions.md");
        string document = DispositionDocument.Of(DispositionTable.Default);
        if (Environment.GetEnvironmentVariable("OUTCROP_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, document);
        }

        Assert.True(File.ReadAllText(path) == document, "docs/dispositions.md is not what the table says: run eng/dispositions.sh and review the difference.");
    }
}
