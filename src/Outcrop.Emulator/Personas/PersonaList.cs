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
        new CohereEmbeddingPersona(),
        new GenericPersona(),
    ];

    public static Persona? Find(string family) => Array.Find(All, persona => persona.Family == family);
}
