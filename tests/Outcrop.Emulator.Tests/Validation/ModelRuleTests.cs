using Outcrop.Emulator.Tests.Support;
using static Outcrop.Emulator.Tests.Validation.RuleCase;

namespace Outcrop.Emulator.Tests.Validation;

/// <summary>Whether a model may be asked at all: each refusal beside the nearest model that may, by Converse and by InvokeModel.</summary>
public sealed class ModelRuleTests
{
    private const string Invalid = "The provided model identifier is invalid.";

    public static TheoryData<string, string, string, int, string, string> Cases => new()
    {
        { "unknown model", "anthropic.claude-3-haiku-20240307-v1%3A9x", Haiku3, 400, "ValidationException", Invalid },
        { "on demand", "anthropic.claude-sonnet-4-5-20250929-v1%3A0", Sonnet45, 400, "ValidationException", "Invocation of model ID anthropic.claude-sonnet-4-5-20250929-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model." },
        { "end of life", "anthropic.claude-v2%3A1", Haiku3, 404, "ResourceNotFoundException", "This model version has reached the end of its life. Please refer to the AWS documentation for more details." },
        { "no access", "anthropic.claude-3-sonnet-20240229-v1%3A0", Haiku3, 403, "AccessDeniedException", "You don't have access to the model with the specified model ID." },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Model_ThatMayNotBeAsked_IsRefusedAndItsNeighbourAccepted(string rule, string model, string neighbour, int status, string type, string message)
    {
        Assert.NotEmpty(rule);
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options =>
        {
            options.EndOfLifeModels.Add("anthropic.claude-v2:1");
            options.DeniedModels.Add("anthropic.claude-3-sonnet-20240229-v1:0");
        });
        using var client = new EmulatorClient(emulator);
        foreach ((string operation, string body) in ((string, string)[])[("converse", EmulatorTest.Converse("x")), ("converse-stream", EmulatorTest.Converse("x")), ("invoke", EmulatorTest.Messages("x"))])
        {
            Reply refused = await client.SendAsync($"/model/{model}/{operation}", body);
            Reply accepted = await client.SendAsync($"/model/{neighbour}/{operation}", body);
            Assert.Equal((status, type, message), (refused.Status, refused.ErrorType, refused.Status == 200 ? "" : refused.Message));
            Assert.True(accepted.Status == 200, accepted.Text);
        }
    }
}
