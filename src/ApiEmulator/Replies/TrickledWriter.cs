using System.Buffers;
using System.IO.Pipelines;
using Lab.ApiEmulator.Pacing;

namespace Lab.ApiEmulator.Replies;

/// <summary>Lets a reply's body through at a rate, in small pieces: a flush takes as long as its bytes do.</summary>
internal sealed class TrickledWriter(PipeWriter body, int bytesPerSecond, PaceClock pace, CancellationToken clientLeft) : PipeWriter
{
    /// <summary>Pieces a second, where the rate has as many bytes.</summary>
    private const int Pieces = 20;

    /// <summary>A piece fits into a segment of the network.</summary>
    private const int LargestPiece = 1400;

    private readonly ArrayBufferWriter<byte> _waiting = new();
    private long _start;
    private long _sent;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _waiting.WrittenCount;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _waiting.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _waiting.GetSpan(sizeHint);

    public override void Advance(int bytes) => _waiting.Advance(bytes);

    public override void CancelPendingFlush() => body.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => body.Complete(exception);

    /// <summary>Sends what was written, at the rate.</summary>
    /// <exception cref="OperationCanceledException">The client left.</exception>
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_sent == 0)
        {
            // The header does not wait for the first piece.
            await body.FlushAsync(cancellationToken);
            _start = pace.Now;
        }

        var rest = _waiting.WrittenMemory;
        var flushed = new FlushResult(isCanceled: false, isCompleted: false);
        while (rest.Length > 0 && !flushed.IsCompleted && !flushed.IsCanceled)
        {
            var piece = rest[..Math.Min(rest.Length, Math.Clamp(bytesPerSecond / Pieces, 1, LargestPiece))];
            await pace.SleepUntil(_start + pace.Stamps(TimeSpan.FromSeconds((_sent + piece.Length) / (double)bytesPerSecond)), clientLeft);
            flushed = await body.WriteAsync(piece, cancellationToken);
            _sent += piece.Length;
            rest = rest[piece.Length..];
        }

        _waiting.ResetWrittenCount();
        return flushed;
    }
}
