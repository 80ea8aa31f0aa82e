using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.Seed;

/// <summary><c>GET /models/config</c>: the providers and models on offer.</summary>
internal static class SeedModelsEndpoint
{
    /// <summary>Answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling; models a key may not use are not shown to it.</param>
    public static async Task HandleAsync(HttpContext context, KeyIdentity identity)
    {
        GeneratorConfiguration generator = context.RequestServices.GetRequiredService<GatewayState>().Configuration.Generator;
        var body = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(body))
        {
            Write(writer, generator, identity);
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.WrittenCount;
        await AnswerBody.WriteAsync(context, body.WrittenMemory);
    }

    private static void Write(Utf8JsonWriter writer, GeneratorConfiguration generator, KeyIdentity identity)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("providers"u8);
        foreach (GeneratorProvider provider in generator.Providers)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, provider.Id);
            writer.WriteString("name"u8, provider.Name);
            writer.WriteStartArray("models"u8);
            foreach (GeneratorModel model in provider.Models)
            {
                if (identity.MayUse(model.Id))
                {
                    writer.WriteStartObject();
                    writer.WriteString("id"u8, model.Id);
                    writer.WriteString("name"u8, model.Id);
                    writer.WriteEndObject();
                }
            }

            writer.WriteEndArray();
            writer.WriteBoolean("supportsCustomModel"u8, provider.SupportsCustomModel);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("defaultProvider"u8, generator.DefaultProvider);
        writer.WriteEndObject();
    }
}
