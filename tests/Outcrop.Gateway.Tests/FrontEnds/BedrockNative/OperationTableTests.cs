using System.Text.Json;
using Outcrop.Gateway.FrontEnds.BedrockNative;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.FrontEnds.BedrockNative;

/// <summary>The two tables against AWS's own models: every operation is either offered or refused by its name, under AWS's method and path, with AWS's query and headers (S18).</summary>
public class OperationTableTests
{
    [Fact]
    public void S18_Tables_HoldEveryOperationOfAwsModels()
    {
        string folder = SharedFolder.Require("models");
        var expected = new SortedSet<string>(StringComparer.Ordinal);
        var parameters = new SortedSet<string>(StringComparer.Ordinal);
        var ours = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string file in (string[])["botocore-bedrock-runtime-service-2.json", "botocore-bedrock-service-2.json"])
        {
            using JsonDocument model = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, file)));
            JsonElement shapes = model.RootElement.GetProperty("shapes");
            foreach (JsonProperty operation in model.RootElement.GetProperty("operations").EnumerateObject())
            {
                JsonElement http = operation.Value.GetProperty("http");
                expected.Add($"{operation.Name} {http.GetProperty("method")} {http.GetProperty("requestUri")}");
                if (AwsOperations.All.Any(offered => offered.Name == operation.Name))
                {
                    foreach (JsonProperty member in shapes.GetProperty(operation.Value.GetProperty("input").GetProperty("shape").GetString()!).GetProperty("members").EnumerateObject())
                    {
                        if (member.Value.TryGetProperty("location", out JsonElement location) && location.GetString() is "header" or "querystring")
                        {
                            parameters.Add($"{operation.Name} {member.Value.GetProperty("locationName")}");
                        }
                    }
                }
            }
        }

        foreach (AwsOperation operation in AwsOperations.All)
        {
            ours.UnionWith(operation.Query.Concat(operation.Headers).Concat(operation.IsInvoke ? ["Content-Type"] : []).Select(name => $"{operation.Name} {name}"));
        }

        Assert.True(expected.Count > 100);
        Assert.Equal(expected, AwsOperations.All.Concat(RefusedOperations.All).Select(static operation => $"{operation.Name} {operation.Method} {operation.Template}").Order(StringComparer.Ordinal));
        Assert.Equal(parameters, ours);
    }

    /// <summary>What changes anything is not among what is offered.</summary>
    [Fact]
    public void S18_Offered_AreReadOnlyOrRunSomething() =>
        Assert.All(AwsOperations.All, static operation => Assert.True(operation.Method == "GET" || operation.Service == Outcrop.Bedrock.Transport.BedrockService.Runtime, operation.Name));
}
