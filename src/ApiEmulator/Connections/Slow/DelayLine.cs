using System.Buffers;
using System.Threading.Channels;
using Lab.ApiEmulator.Pacing;

namespace Lab.ApiEmulator.Connections.Slow;

/// <summary>One direction of a slow link: pieces come out in their order, each after its time on the way, and the end behind them.</summary>
internal sealed class DelayLine
{
    private const int Piece = 4096;

    /// <summary>A narrow link's pieces are small enough to pass in about this time.</summary>
    private const double PieceSeconds = 0.02;

    private readonly Channel<(byte[] Bytes, int Length, long Due)> _line;
    private readonly Func<Delay> _delay;
    private readonly PaceClock _pace;
    private readonly CancellationToken _stop;
    private long _free;
    private long _endDue;

    /// <param name="most">Pieces on the way; who puts in more waits, as behind a full window.</param>
    /// <param name="delay">How slow it is now.</param>
    /// <param name="pace">For the waits.</param>
    /// <param name="sink">Takes each piece. False when nobody wants more.</param>
    /// <param name="end">Takes the end, with the error that brought it.</param>
    /// <param name="stop">Ends everything at once.</param>
    public DelayLine(int most, Func<Delay> delay, PaceClock pace, Func<ReadOnlyMemory<byte>, ValueTask<bool>> sink, Action<Exception?> end, CancellationToken stop)
    {
        _line = Channel.CreateBounded<(byte[], int, long)>(new BoundedChannelOptions(most) { SingleReader = true });
        _delay = delay;
        _pace = pace;
        _stop = stop;
        Done = Carry(sink, end);
    }

    /// <summary>Completes when everything put in has come out, and the end with it. Never fails.</summary>
    public Task Done { get; }

    public async ValueTask Put(ReadOnlySequence<byte> bytes)
    {
        var delay = _delay();
        var most = delay.BytesPerSecond is { } rate ? (int)Math.Clamp(rate * PieceSeconds, 1, Piece) : Piece;
        while (!bytes.IsEmpty)
        {
            var length = (int)Math.Min(most, bytes.Length);
            var piece = ArrayPool<byte>.Shared.Rent(length);
            bytes.Slice(0, length).CopyTo(piece);
            bytes = bytes.Slice(length);

            _free = Math.Max(_free, _pace.Now) + (delay.BytesPerSecond is { } perSecond ? _pace.Stamps(TimeSpan.FromSeconds((double)length / perSecond)) : 0);
            try
            {
                await _line.Writer.WriteAsync((piece, length, _free + _pace.Stamps(delay.Latency)), _stop);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException)
            {
                ArrayPool<byte>.Shared.Return(piece);
                return;
            }
        }
    }

    /// <summary>Nothing more is put in: the end comes out after its time, too.</summary>
    public void End(Exception? exception = null)
    {
        _endDue = Math.Max(_free, _pace.Now) + _pace.Stamps(_delay().Latency);
        _line.Writer.TryComplete(exception);
    }

    private async Task Carry(Func<ReadOnlyMemory<byte>, ValueTask<bool>> sink, Action<Exception?> end)
    {
        Exception? why = null;
        try
        {
            var isWanted = true;
            while (await _line.Reader.WaitToReadAsync(_stop))
            {
                while (_line.Reader.TryRead(out var piece))
                {
                    try
                    {
                        if (isWanted)
                        {
                            await Until(piece.Due);
                            isWanted = await sink(piece.Bytes.AsMemory(0, piece.Length));
                        }
                    }
                    finally
                    {
                        ArrayPool<byte>.Shared.Return(piece.Bytes);
                    }
                }
            }

            await Until(_endDue);
        }
        catch (OperationCanceledException exception)
        {
            why = exception;
        }
        catch (Exception exception)
        {
            // The other side's own end, handed on late; or the sink's.
            why = exception;
            await _pace.Rest(_pace.Between(_pace.Now, _endDue), _stop);
        }

        _line.Writer.TryComplete();
        while (_line.Reader.TryRead(out var left))
        {
            ArrayPool<byte>.Shared.Return(left.Bytes);
        }

        end(why);
    }

    private async ValueTask Until(long due)
    {
        var rest = _pace.Between(_pace.Now, due);
        if (rest > TimeSpan.Zero)
        {
            await _pace.Sleep(rest, _stop);
        }
    }
}

/// <summary>How slow a link is.</summary>
internal readonly record struct Delay(TimeSpan Latency, long? BytesPerSecond);
