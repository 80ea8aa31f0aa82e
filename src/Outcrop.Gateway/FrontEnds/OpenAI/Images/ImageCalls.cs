using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Images;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Images;

/// <summary>Gets as many images as were asked for, also from models that make one a call.</summary>
internal static class ImageCalls
{
    private const string Count = "count";

    /// <summary>Asks once; where the model left the count out, asks for the rest, each with a chance of its own.</summary>
    /// <param name="upstream">Bedrock.</param>
    /// <param name="asked">The request.</param>
    /// <param name="cancellationToken">Ends those under way.</param>
    /// <param name="left">The caller's end: no more are begun then.</param>
    public static async Task<ImageResponse> RunAsync(IUpstream upstream, ImageRequest asked, CancellationToken cancellationToken, CancellationToken left)
    {
        ImageResponse first = await upstream.GenerateImagesAsync(asked, cancellationToken);
        List<DroppedParameter> dropped = [.. first.Dropped];
        if (asked.Count is not > 1 || dropped.RemoveAll(static drop => drop.Name == Count) == 0)
        {
            return first;
        }

        var rest = new List<ImageRequest>();
        for (int i = 1; i < asked.Count; i++)
        {
            rest.Add(One(asked, i));
        }

        List<GeneratedImage> images = [.. first.Images];
        string? error = first.Error;
        foreach (ImageResponse response in await FanOut.RunAsync(rest, upstream.GenerateImagesAsync, cancellationToken, left))
        {
            images.AddRange(response.Images);
            error ??= response.Error;
        }

        return new ImageResponse { Images = images, Error = error, Dropped = dropped, RequestId = first.RequestId };
    }

    /// <summary>The same image again would be no second one: a seed that was given counts on.</summary>
    private static ImageRequest One(ImageRequest asked, int number) => new()
    {
        ModelId = asked.ModelId,
        Prompt = asked.Prompt,
        NegativePrompt = asked.NegativePrompt,
        Width = asked.Width,
        Height = asked.Height,
        Seed = asked.Seed + number,
        Quality = asked.Quality,
        Style = asked.Style,
        OutputFormat = asked.OutputFormat,
        AdditionalModelRequestFields = asked.AdditionalModelRequestFields,
    };
}
