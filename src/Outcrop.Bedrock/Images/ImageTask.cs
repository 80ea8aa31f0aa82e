namespace Outcrop.Bedrock.Images;

/// <summary>What is to be done.</summary>
public enum ImageTask
{
    /// <summary>An image of a text, or of a text and an image to go by.</summary>
    Generate,

    /// <summary>Another image like those given.</summary>
    Vary,

    /// <summary>What a mask covers is painted anew.</summary>
    Inpaint,

    /// <summary>What a mask does not cover, or what lies beyond the edges, is painted.</summary>
    Outpaint,

    /// <summary>The background is made transparent.</summary>
    RemoveBackground,

    /// <summary>An image of a text in given colours.</summary>
    ColorGuided,
}
