namespace Outcrop.Bedrock.Catalog;

/// <summary>What a model is for.</summary>
public enum ModelKind
{
    /// <summary>Text out of messages or a prompt.</summary>
    Chat,

    /// <summary>Vectors out of text or images.</summary>
    Embedding,

    /// <summary>An order of documents out of a query.</summary>
    Rerank,
}
