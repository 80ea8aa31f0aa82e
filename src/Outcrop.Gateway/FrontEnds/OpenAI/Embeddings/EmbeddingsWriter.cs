using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Outcrop.Bedrock.Embeddings;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Embeddings;

/// <summary>Writes vectors as OpenAI's list of embeddings.</summary>
internal static class EmbeddingsWriter
{
    /// <summary>Writes the answer's object.</summary>
    /// <param name="json">Where it goes.</param>
    /// <param name="response">The vectors.</param>
    /// <param name="model">The model as the caller named it.</param>
    /// <param name="base64">Whether vectors are written as base64 of their floats, as most clients ask.</param>
    public static void Write(Utf8JsonWriter json, EmbedResponse response, string model, bool base64)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        for (int i = 0; i < response.Embeddings.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "embedding"u8);
            json.WriteNumber("index"u8, i);
            if (base64)
            {
                WriteBase64(json, response.Embeddings[i].Span);
            }
            else
            {
                WriteNumbers(json, response.Embeddings[i].Span);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("model"u8, model);

        // Clients demand whole numbers here; a model that tells none, which no embedding model on Bedrock is known to be, counts as 0.
        int tokens = response.InputTokens ?? 0;
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, tokens);
        json.WriteNumber("total_tokens"u8, tokens);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, ReadOnlySpan<float> vector)
    {
        json.WriteStartArray("embedding"u8);
        foreach (float number in vector)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    /// <summary>Little-endian, whatever the machine is.</summary>
    private static void WriteBase64(Utf8JsonWriter json, ReadOnlySpan<float> vector)
    {
        if (BitConverter.IsLittleEndian)
        {
            json.WriteBase64String("embedding"u8, MemoryMarshal.AsBytes(vector));
            return;
        }

        byte[] bytes = new byte[vector.Length * sizeof(float)];
        for (int i = 0; i < vector.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        }

        json.WriteBase64String("embedding"u8, bytes);
    }
}
