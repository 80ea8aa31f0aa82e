using System.Buffers;
using System.IO.Pipelines;
using Outcrop.Gateway.FrontEnds;

namespace Outcrop.Gateway.Tests.FrontEnds;

public class AnswerPipeTests
{
    private const int Seed = 9;

    [Fact]
    public async Task Write_PiecesOfAnySizeAndFlushesBetweenThem_ArriveInOrderAndWhole()
    {
        var random = new Random(Seed);
        var server = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var answer = new AnswerPipe(server.Writer);
        var expected = new List<byte>();
        for (int i = 0; i < 2000; i++)
        {
            byte[] piece = new byte[random.Next(0, random.Next(2) == 0 ? 20 : 9000)];
            random.NextBytes(piece);
            answer.Write(piece);
            expected.AddRange(piece);
            if (random.Next(7) == 0)
            {
                await answer.FlushAsync(TestContext.Current.CancellationToken);
                Assert.Equal(0, answer.UnflushedBytes);
            }
        }

        await answer.CompleteAsync();
        ReadResult read = await server.Reader.ReadAtLeastAsync(expected.Count, TestContext.Current.CancellationToken);
        Assert.Equal(expected, read.Buffer.ToArray());
    }

    /// <summary>The relay flushes by what has not been flushed: what the server has not been told of yet counts, too.</summary>
    [Fact]
    public void UnflushedBytes_BeforeTheServerIsTold_AreCounted()
    {
        var server = new Pipe();
        var answer = new AnswerPipe(server.Writer);
        answer.Write("twelve bytes"u8);

        Assert.Equal(0, server.Writer.UnflushedBytes);
        Assert.Equal(12, answer.UnflushedBytes);
        Assert.Throws<ArgumentOutOfRangeException>(() => answer.Advance(1 << 20));
    }
}
