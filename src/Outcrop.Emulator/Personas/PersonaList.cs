using Outcrop.Emulator.AsyncInvoke;
using Outcrop.Emulator.Images;

namespace Outcrop.Emulator.Personas;

/// <summary>The families that speak InvokeModel, one line each.</summary>
internal static class PersonaList
{
    private static readonly Persona[] All =
    [
        new AnthropicPersona(),
        new NovaPersona(),
        new TitanTextPersona(),
        new CohereCommandPersona(),
        new CohereCommandRPersona(),
        new JurassicPersona(),
        new LlamaPersona(),
        new MistralPersona(),
        new TitanEmbeddingPersona("titan-embed-v1"),
        new TitanEmbeddingPersona("titan-embed-v2"),
        new CohereEmbeddingPersona("cohere-embed-v3"),
        new TitanMultimodalPersona(),
        new NovaEmbeddingPersona(),
        new CohereEmbeddingPersona("cohere-embed-v4"),
        new RerankPersona("cohere-rerank"),
        new RerankPersona("amazon-rerank"),
        new JambaPersona(),
        new MistralChatPersona(),
        new GptOssPersona(),
        new QwenPersona(),
        new DeepSeekR1Persona(),
        new WriterPalmyraPersona(),
        new GenericPersona(),
        new CanvasPersona("nova-canvas", longestText: 1024),
        new CanvasPersona("titan-image", longestText: 512),
        new StabilityPersona(),
        new StableDiffusionPersona(),
        new AsyncOnlyPersona(),
    ];

    public static Persona? Find(string family) => Array.Find(All, persona => persona.Family == family);
}
