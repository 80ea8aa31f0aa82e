namespace Outcrop.Emulator.Personas;

/// <summary>The families that speak InvokeModel for text, one line each.</summary>
internal static class PersonaList
{
    private static readonly Persona[] All =
    [
        new AnthropicPersona(),
        new GenericPersona(),
    ];

    public static Persona? Find(string family) => Array.Find(All, persona => persona.Family == family);
}
