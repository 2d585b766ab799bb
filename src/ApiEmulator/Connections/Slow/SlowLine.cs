using System.IO.Pipelines;
using Lab.ApiEmulator.Pacing;

namespace Lab.ApiEmulator.Connections.Slow;

/// <summary>A connection's bytes on a slow link, both ways.</summary>
internal sealed class SlowLine : IAsyncDisposable
{
    /// <summary>Pieces of the client's on the way: little, since a body that nobody reads is to stay with the client.</summary>
    private const int Inward = 64;

    /// <summary>Pieces of ours on the way: an event is one, and many are in a second.</summary>
    private const int Outward = 1024;

    private readonly PipeReader _transport;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _left;
    private readonly Pipe _arrived = new(new PipeOptions(useSynchronizationContext: false));
    private readonly DelayLine _inward;
    private readonly DelayLine _outward;
    private readonly SlowOutput _output;
    private readonly Task _taking;

    /// <param name="transport">What comes from the client.</param>
    /// <param name="wire">What goes to the client.</param>
    /// <param name="delay">How slow it is now.</param>
    /// <param name="pace">For the waits.</param>
    /// <param name="left">The client is gone: nothing is waited for.</param>
    public SlowLine(PipeReader transport, PipeWriter wire, Func<Delay> delay, PaceClock pace, CancellationToken left)
    {
        _transport = transport;
        _left = CancellationTokenSource.CreateLinkedTokenSource(left, _stop.Token);
        _inward = new DelayLine(Inward, delay, pace, Arrive, e => _arrived.Writer.Complete(e), _stop.Token);
        _outward = new DelayLine(Outward, delay, pace, async bytes => !(await wire.WriteAsync(bytes, CancellationToken.None)).IsCompleted, _ => { }, _left.Token);
        _output = new SlowOutput(_outward);
        _taking = Take();
    }

    public PipeReader Input => _arrived.Reader;

    public PipeWriter Output => _output;

    /// <summary>Takes nothing more to send, and comes back when all that was taken has gone out.</summary>
    public async ValueTask Drain()
    {
        _output.Cut();
        _outward.End();
        await _outward.Done;
    }

    /// <summary>Lets the rest go out, then gives everything back.</summary>
    public async ValueTask DisposeAsync()
    {
        await Drain();
        await _stop.CancelAsync();
        _arrived.Reader.Complete();
        _transport.CancelPendingRead();
        await _taking;
        await _inward.Done;
        _left.Dispose();
        _stop.Dispose();
    }

    private async ValueTask<bool> Arrive(ReadOnlyMemory<byte> bytes) => !(await _arrived.Writer.WriteAsync(bytes, CancellationToken.None)).IsCompleted;

    private async Task Take()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var read = await _transport.ReadAsync(CancellationToken.None);
                await _inward.Put(read.Buffer);
                _transport.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || read.IsCanceled)
                {
                    break;
                }
            }

            _inward.End();
        }
        catch (Exception exception)
        {
            // The client's reset takes its time on the way as well.
            _inward.End(exception);
        }
    }
}
