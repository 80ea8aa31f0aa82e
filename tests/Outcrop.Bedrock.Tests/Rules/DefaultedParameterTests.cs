using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Rules;

namespace Outcrop.Bedrock.Tests.Rules;

/// <summary>What holds a default and no wish is adjusted, not dropped.</summary>
public sealed class DefaultedParameterTests
{
    [Fact]
    public void ForgiveDefaults_LeftOut_StandAmongTheAdjusted()
    {
        var report = new RequestReport();
        report.Dropped.Add(new DroppedParameter("inferenceConfig.temperature", "why"));
        report.Dropped.Add(new DroppedParameter("inferenceConfig.topP", "why"));
        report.ForgiveDefaults(["inferenceConfig.temperature", "inferenceConfig.maxTokens"]);

        Assert.Equal(["inferenceConfig.topP"], report.Dropped.Select(static dropped => dropped.Name));
        Assert.Equal(("inferenceConfig.temperature", "a default, left out: why"), (report.Adjusted.Single().Name, report.Adjusted.Single().Change));
    }
}
