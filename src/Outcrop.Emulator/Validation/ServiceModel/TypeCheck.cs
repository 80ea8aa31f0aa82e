using System.Text.Json;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Validation.ServiceModel;

/// <summary>Whether every value is of its shape's type. The first that is not ends the request, in the words of AWS's JSON reader.</summary>
internal sealed class TypeCheck(ServiceModelData data)
{
    public void CheckMembers(ServiceShape shape, JsonElement value)
    {
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (shape.Members.TryGetValue(member.Name, out ServiceMember? known) && known.In is null)
            {
                Check(data.Shapes[known.Shape], member.Value);
            }
        }
    }

    private void Check(ServiceShape shape, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        switch (shape.Kind)
        {
            case "structure" or "union":
                Expect(value, JsonValueKind.Object, "Unexpected field type");
                CheckMembers(shape, value);
                break;
            case "map":
                Expect(value, JsonValueKind.Object, "Unexpected field type");
                foreach (JsonProperty entry in value.EnumerateObject())
                {
                    Check(data.Shapes[shape.Value!], entry.Value);
                }

                break;
            case "list":
                Expect(value, JsonValueKind.Array, "Expected list or null");
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Check(data.Shapes[shape.Element!], item);
                }

                break;
            case "string" or "timestamp":
                Expect(value, JsonValueKind.String, Cannot(value, "a String"));
                break;
            case "blob":
                Expect(value, JsonValueKind.String, Cannot(value, "a Blob"));
                if (!value.TryGetBytesFromBase64(out _))
                {
                    throw Refuse("Invalid base64 value");
                }

                break;
            case "integer":
                Expect(value, JsonValueKind.Number, Cannot(value, "an Integer"));
                if (!value.TryGetInt32(out _) && !value.GetDouble().Equals(Math.Floor(value.GetDouble())))
                {
                    throw Refuse(Cannot(value, "an Integer"));
                }

                break;
            case "long":
                Expect(value, JsonValueKind.Number, Cannot(value, "a Long"));
                break;
            case "float":
                Expect(value, JsonValueKind.Number, Cannot(value, "a Float"));
                break;
            case "double":
                Expect(value, JsonValueKind.Number, Cannot(value, "a Double"));
                break;
            case "boolean":
                if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                {
                    throw Refuse(Cannot(value, "a Boolean"));
                }

                break;
            case "document" or "stream":
                // Anything goes.
                break;
            default:
                throw new InvalidOperationException($"No shape of kind {shape.Kind}.");
        }
    }

    private static void Expect(JsonElement value, JsonValueKind kind, string otherwise)
    {
        if (value.ValueKind == kind)
        {
            return;
        }

        throw Refuse(value.ValueKind switch
        {
            JsonValueKind.Object => "Start of structure or map found where not expected.",
            JsonValueKind.Array => "Start of list found where not expected",
            _ => otherwise,
        });
    }

    private static string Cannot(JsonElement value, string type) => $"{Token(value)} can not be converted to {type}";

    private static string Token(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "STRING_VALUE",
        JsonValueKind.Number => "NUMBER_VALUE",
        JsonValueKind.True => "TRUE_VALUE",
        JsonValueKind.False => "FALSE_VALUE",
        JsonValueKind.Object => "START_OBJECT",
        JsonValueKind.Array => "START_ARRAY",
        JsonValueKind.Null or JsonValueKind.Undefined or _ => "NULL_VALUE",
    };

    /// <summary>The refusal of a body that does not fit its operation.</summary>
    public static AwsErrorException Refuse(string message) => new(new AwsError(400, "SerializationException", message, AwsErrorLayer.Authentication));
}
