using System.Globalization;
using System.Text.Json;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Validation.ServiceModel;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.Sts;

/// <summary>Holds the query protocol's parameters against STS's service model: every constraint at once, in STS's words. Thread-safe.</summary>
internal static class StsParameters
{
    private const int ShortestSession = 900;

    /// <exception cref="AwsErrorException">Parameters are missing or out of bounds.</exception>
    public static void Check(string operation, StsForm form, EmulatorOptions options)
    {
        ServiceModelData data = ServiceModelData.Sts;
        ServiceShape input = data.Shapes[data.Operations[operation]];
        using var buffer = new PooledBufferWriter(512);
        using (var json = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            WriteStructure(json, data, input, form, "", options);
        }

        using JsonDocument document = JsonDocument.Parse(buffer.WrittenMemory);
        var constraints = new ConstraintCheck(data);
        constraints.CheckMembers("", input, document.RootElement);
        try
        {
            constraints.ThrowFindings();
        }
        catch (AwsErrorException findings)
        {
            throw AssumeRoleRequest.Invalid(findings.Error.Message);
        }
    }

    private static void WriteStructure(Utf8JsonWriter json, ServiceModelData data, ServiceShape shape, StsForm form, string prefix, EmulatorOptions options)
    {
        json.WriteStartObject();
        foreach ((string name, ServiceMember member) in shape.Members)
        {
            // A refusal says roleArn of the parameter RoleArn; ProvidedContexts' and PolicyArns' own members are as they stand.
            string capital = prefix + char.ToUpperInvariant(name[0]) + name[1..];
            string parameter = form.Has(capital) ? capital : prefix + name;
            if (form.Has(parameter))
            {
                json.WritePropertyName(name);
                WriteValue(json, data, data.Shapes[member.Shape], form, parameter, options);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, ServiceModelData data, ServiceShape shape, StsForm form, string parameter, EmulatorOptions options)
    {
        switch (shape.Kind)
        {
            case "structure":
                WriteStructure(json, data, shape, form, parameter + ".", options);
                break;
            case "list":
                json.WriteStartArray();
                for (int n = 1; form.Has(Element(parameter, n)); n++)
                {
                    WriteValue(json, data, data.Shapes[shape.Element!], form, Element(parameter, n), options);
                }

                json.WriteEndArray();
                break;
            case "integer":
                WriteInteger(json, form[parameter] ?? "", options);
                break;
            default:
                json.WriteStringValue(form[parameter]);
                break;
        }
    }

    private static void WriteInteger(Utf8JsonWriter json, string text, EmulatorOptions options)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            throw new AwsErrorException(new AwsError(400, "MalformedInput", $"Unable to parse '{text}' as an integer"));
        }

        // The only integers are durations; a shorter least one, which the options may set, is looked at where the duration is read.
        json.WriteNumberValue(options.MinimumSessionDuration is null ? number : Math.Max(number, ShortestSession));
    }

    private static string Element(string parameter, int n) => string.Create(CultureInfo.InvariantCulture, $"{parameter}.member.{n}");
}
