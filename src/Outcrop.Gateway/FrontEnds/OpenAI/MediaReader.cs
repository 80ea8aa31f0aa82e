using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Fetching;

namespace Outcrop.Gateway.FrontEnds.OpenAI;

/// <summary>Brings files of a request into blocks. What the request holds itself stays a view over its memory.</summary>
/// <param name="memory">The request's memory.</param>
/// <param name="files">The files that were fetched for the request.</param>
internal sealed class MediaReader(ReadOnlyMemory<byte> memory, RemoteFiles files)
{
    /// <summary>A picture by its URL: its content, its place in S3, or what was fetched from there. Some clients send documents in the same way.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="name">What a document is called.</param>
    public ContentBlock Picture(JsonElement url, string path, string name = "document")
    {
        if (DataUrl.Is(url))
        {
            DataUrl data = DataUrl.Read(url, memory, path);
            string format = DocumentFormats.Of(data.MediaType)
                ?? (data.MediaType is "" or "application/octet-stream" ? "png" : throw OpenAIJson.Wrong(path, "is of no type that Bedrock takes: image/png, image/jpeg, image/gif or image/webp"));
            return Block(format, name, data.Data);
        }

        string address = OpenAIJson.Text(url, path);
        if (address.StartsWith("s3://", StringComparison.Ordinal))
        {
            files.CheckBucket(address, path);
            return new ImageBlock(DocumentFormats.OfName(address) ?? "png", new S3Source(address));
        }

        RemoteFile file = files.Get(address, path);
        return Block(file.Format, name, file.Content);
    }

    /// <summary>A file: <c>file_data</c> with <c>filename</c>. An image that comes as a file is an image.</summary>
    /// <param name="file">The object that has them.</param>
    /// <param name="path">Where it stands.</param>
    public ContentBlock File(JsonElement file, string path)
    {
        if (!OpenAIJson.TryGet(file, "file_data", out JsonElement data))
        {
            throw OpenAIJson.Wrong(path + ".file_data", "is required: this gateway keeps no files, so a file_id means nothing here");
        }

        string name = OpenAIJson.Text(file, "filename", path) ?? "document";
        (string type, Blob content) = DataUrl.Is(data) ? Split(DataUrl.Read(data, memory, path + ".file_data")) : ("", DataUrl.ReadBase64(data, memory, path + ".file_data"));
        string format = DocumentFormats.Of(type) ?? DocumentFormats.OfName(name)
            ?? throw OpenAIJson.Wrong(path, "is of no type that Bedrock takes: pdf, csv, doc, docx, xls, xlsx, html, txt or md, told by filename or media type");
        return Block(format, Path.GetFileNameWithoutExtension(name), content);

        static (string, Blob) Split(DataUrl url) => (url.MediaType, url.Data);
    }

    /// <summary>A sound: the part's member <c>input_audio</c>.</summary>
    /// <param name="part">The part.</param>
    /// <param name="path">Where it stands.</param>
    public AudioBlock Audio(JsonElement part, string path)
    {
        string at = path + ".input_audio";
        if (!OpenAIJson.TryGet(part, "input_audio", out JsonElement audio) || !OpenAIJson.TryGet(OpenAIJson.Object(audio, at), "data", out JsonElement data))
        {
            throw OpenAIJson.Wrong(at + ".data", "is required");
        }

        return new AudioBlock(OpenAIJson.RequiredText(audio, "format", at), new BytesSource(DataUrl.ReadBase64(data, memory, at + ".data")));
    }

    private static ContentBlock Block(string format, string name, Blob content) => format is "png" or "jpeg" or "gif" or "webp"
        ? new ImageBlock(format, new BytesSource(content))
        : new DocumentBlock(name, format, new BytesSource(content));
}
