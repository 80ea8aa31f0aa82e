using Xunit.Sdk;

namespace Outcrop.Testing;

/// <summary>Chance for property tests: fixed seeds, and a failure that says how to run its case alone.</summary>
public static class Seeds
{
    private const string Variable = "OUTCROP_SEED";
    private const int First = 1_000;

    /// <summary>Runs a body with one seeded source of chance per case. With the environment's <c>OUTCROP_SEED</c> it runs that seed only.</summary>
    public static void ForEach(int count, Action<Random> body)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable(Variable), out int only))
        {
            Run(only, body);
            return;
        }

        for (int seed = First; seed < First + count; seed++)
        {
            Run(seed, body);
        }
    }

    private static void Run(int seed, Action<Random> body)
    {
        try
        {
            body(new Random(seed));
        }
        catch (Exception fault)
        {
            throw new XunitException($"Failed with {Variable}={seed}: {fault.Message}", fault);
        }
    }
}
