using System.Text.Json;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.ServiceModel;

/// <summary>Whether every union sets exactly one of its members. Places count from zero here, as the service itself counts.</summary>
internal sealed class UnionCheck(ServiceModelData data)
{
    /// <summary>AWS lists this one's members in another order than the model, so it has a rule of its own.</summary>
    private const string ContentBlock = "ContentBlock";

    public void CheckMembers(string path, ServiceShape shape, JsonElement value)
    {
        foreach ((string name, ServiceMember member) in shape.Members)
        {
            if (member.In is null && Member(value, name) is { } found)
            {
                Check(path.Length == 0 ? name : $"{path}.{name}", member.Shape, found);
            }
        }
    }

    private void Check(string place, string name, JsonElement value)
    {
        ServiceShape shape = data.Shapes[name];
        switch (shape.Kind)
        {
            case "union":
                int set = value.EnumerateObject().Count(member => member.Value.ValueKind != JsonValueKind.Null && shape.Members.ContainsKey(member.Name));
                if (set != 1 && name != ContentBlock)
                {
                    throw Of($"{(set == 0 ? "The " : "")}{name} object at {place} {(set == 0 ? "must" : "can only")} set one of the following keys: {string.Join(", ", shape.Members.Keys)}.");
                }

                CheckMembers(place, shape, value);
                break;
            case "structure":
                CheckMembers(place, shape, value);
                break;
            case "list":
                int index = 0;
                foreach (JsonElement item in value.EnumerateArray())
                {
                    if (item.ValueKind != JsonValueKind.Null)
                    {
                        Check(Format($"{place}.{index}"), shape.Element!, item);
                    }

                    index++;
                }

                break;
            case "map":
                foreach (JsonProperty entry in value.EnumerateObject())
                {
                    if (entry.Value.ValueKind != JsonValueKind.Null)
                    {
                        Check($"{place}.{entry.Name}", shape.Value!, entry.Value);
                    }
                }

                break;
            default:
                // Nothing stands inside the other kinds.
                break;
        }
    }
}
