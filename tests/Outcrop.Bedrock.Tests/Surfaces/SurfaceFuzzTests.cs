using System.Text;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Surfaces;
using Outcrop.Testing;

namespace Outcrop.Bedrock.Tests.Surfaces;

/// <summary>Any bytes, fed as an answer or a stream: an answer, or a <see cref="BedrockException"/>, and nothing else; and none of them ends well without saying so.</summary>
public sealed class SurfaceFuzzTests
{
    [Fact]
    public void DamagedAnswers_GiveAnAnswerOrABedrockException() => Seeds.ForEach(3_000, random =>
    {
        (BedrockApi api, string whole, _) = SurfaceAnswers.All[random.Next(3)];
        byte[] bytes = Damage(Encoding.UTF8.GetBytes(whole), random);
        try
        {
            ConverseResponse read = SurfaceDialects.Of(api)!.ReadResponse(bytes);
            Assert.NotEmpty(read.StopReason.Value);
        }
        catch (BedrockException)
        {
            // The one exception there is.
        }
    });

    [Fact]
    public void DamagedStreams_GiveAnAnswerOrABedrockException_AndEndWellOnlyWhenTheySaySo() => Seeds.ForEach(4_000, random =>
    {
        (BedrockApi api, _, string stream) = SurfaceAnswers.All[random.Next(3)];
        byte[] bytes = random.Next(3) == 0 ? Junk(random) : Damage(Encoding.UTF8.GetBytes(stream), random);
        string text = Encoding.UTF8.GetString(bytes);
        try
        {
            SurfaceStreams.ReadAsync(api, bytes, random.Next(1, 300)).GetAwaiter().GetResult();

            // What makes each dialect's end one.
            Assert.True(
                api switch
                {
                    BedrockApi.OpenAIChat => text.Contains("_reason\"", StringComparison.Ordinal),
                    BedrockApi.OpenAIResponses => text.Contains("\"response.completed\"", StringComparison.Ordinal) && text.Contains("\"completed\"", StringComparison.Ordinal),
                    _ => text.Contains("\"message_stop\"", StringComparison.Ordinal) || text.Contains("_reason\"", StringComparison.Ordinal),
                },
                text);
        }
        catch (BedrockException)
        {
            // The one exception there is.
        }
    });

    private static byte[] Junk(Random random)
    {
        byte[] alphabet = "data: {}[]\",:\n\n\r\ntypechoices0nulltrue\\u_.event error"u8.ToArray();
        byte[] junk = new byte[random.Next(400)];
        for (int i = 0; i < junk.Length; i++)
        {
            junk[i] = random.Next(8) == 0 ? (byte)random.Next(256) : alphabet[random.Next(alphabet.Length)];
        }

        return junk;
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        var damaged = new List<byte>(bytes);
        for (int left = random.Next(1, 6); left > 0 && damaged.Count > 2; left--)
        {
            int at = random.Next(damaged.Count);
            switch (random.Next(5))
            {
                case 0:
                    damaged[at] = (byte)random.Next(256);
                    break;
                case 1:
                    damaged.RemoveRange(at, Math.Min(random.Next(1, 40), damaged.Count - at));
                    break;
                case 2:
                    damaged.InsertRange(at, damaged.GetRange(at, Math.Min(random.Next(1, 60), damaged.Count - at)));
                    break;
                case 3:
                    damaged.RemoveRange(at, damaged.Count - at);
                    break;
                default:
                    string[] values = ["null", "{}", "[]", "1", "\"\\ud800\"", "\"a\""];
                    damaged.InsertRange(at, Encoding.UTF8.GetBytes(values[random.Next(values.Length)]));
                    break;
            }
        }

        return [.. damaged];
    }
}
