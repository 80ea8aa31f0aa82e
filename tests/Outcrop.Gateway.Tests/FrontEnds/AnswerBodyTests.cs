using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Gateway.FrontEnds;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds;

public class AnswerBodyTests
{
    /// <summary>The caller takes the piece at the very moment at which the time is over: that is neither a stall nor a failure of the gateway's.</summary>
    [Fact]
    public async Task Write_TakenWhileTheTimeRunsOut_GoesOn()
    {
        var clock = new FakeTimeProvider();
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"), Sample.WithKeys(), timeProvider: clock);
        var body = new WaitingBody();
        var context = new DefaultHttpContext { RequestServices = gateway.App.Services };
        context.Response.Body = body;
        var turns = new Turns();
        Task writing = turns.Begin(() => AnswerBody.WriteAsync(context, new byte[100]).AsTask());

        // The wait has ended, and nobody has looked at it yet.
        clock.Advance(TimeSpan.FromHours(1));
        body.Taken.SetResult();
        turns.Run();

        await writing;
        Assert.False(RequestInfo.Of(context).IsBroken);
    }

    /// <summary>Whatever is continued waits for its turn.</summary>
    private sealed class Turns : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Step, object? State)> _steps = new();

        public Task Begin(Func<Task> action)
        {
            SynchronizationContext? before = Current;
            SetSynchronizationContext(this);
            try
            {
                return action();
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }

        public void Run()
        {
            while (_steps.TryDequeue(out (SendOrPostCallback Step, object? State) next))
            {
                next.Step(next.State);
            }
        }

        public override void Post(SendOrPostCallback d, object? state) => _steps.Enqueue((d, state));
    }

    private sealed class WaitingBody : MemoryStream
    {
        public TaskCompletionSource Taken { get; } = new();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => new(Taken.Task);
    }
}
