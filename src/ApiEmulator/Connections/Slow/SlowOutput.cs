using System.Buffers;
using System.IO.Pipelines;

namespace Lab.ApiEmulator.Connections.Slow;

/// <summary>What goes out on a slow link: a flush has completed when the link has taken the bytes, long before they arrive.</summary>
internal sealed class SlowOutput(DelayLine line) : PipeWriter
{
    private readonly ArrayBufferWriter<byte> _block = new(4096);
    private volatile bool _isOver;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _block.WrittenCount;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _block.GetMemory(Math.Max(sizeHint, 256));

    public override Span<byte> GetSpan(int sizeHint = 0) => _block.GetSpan(Math.Max(sizeHint, 256));

    public override void Advance(int bytes) => _block.Advance(bytes);

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (!_isOver && _block.WrittenCount > 0)
        {
            // A copy is taken before this comes back, so that the block can be used again.
            await line.Put(new ReadOnlySequence<byte>(_block.WrittenMemory));
        }

        _block.ResetWrittenCount();
        return new FlushResult(isCanceled: false, isCompleted: _isOver || line.Done.IsCompleted);
    }

    /// <summary>From now on nothing is taken: what is written later is dropped.</summary>
    public void Cut() => _isOver = true;

    public override void CancelPendingFlush()
    {
        // HTTP calls this when it gives a connection up; that ends the link as well.
    }

    public override void Complete(Exception? exception = null)
    {
        // What HTTP has left unflushed goes out when the connection is given back: see SlowLine.
        _isOver = true;
        line.End();
    }
}
