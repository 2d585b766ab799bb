using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using Lab.ApiEmulator.Plans;

namespace Lab.ApiEmulator.Journals;

/// <summary>Listens to what the server reads from a connection and keeps the header of the request at hand, as it came: the server itself hands headers on in an order of its own.</summary>
/// <remarks>Sits between TLS and HTTP. Copies nothing while no journal is kept.</remarks>
internal sealed class HeadTap(PipeReader input, PlanBook plans) : PipeReader
{
    /// <summary>More than the server takes for a header.</summary>
    private const int Most = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _kept = new();
    private ReadOnlySequence<byte> _read;
    private bool _isInRequest;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = input.ReadAsync(cancellationToken);
        if (!read.IsCompletedSuccessfully)
        {
            return Wait(read);
        }

        var result = read.Result;
        _read = result.Buffer;
        return new(result);
    }

    public override bool TryRead(out ReadResult result)
    {
        var isThere = input.TryRead(out result);
        _read = result.Buffer;
        return isThere;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!_isInRequest && plans.Current.Plan.Journal > 0)
        {
            Keep(_read.Slice(_read.Start, consumed));
        }

        _read = default;
        input.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => input.Complete(exception);

    /// <summary>The header of the request that begins; null where the journal was turned on in the middle of it.</summary>
    /// <param name="start">What its first line begins with: <c>GET /path</c>.</param>
    /// <param name="headers">How many headers the server found in it.</param>
    public HeadLines? Begin(string start, int headers)
    {
        _isInRequest = true;
        var kept = _kept.WrittenSpan;
        var line = Encoding.Latin1.GetBytes($"{start} HTTP/1.");

        // The rest of a body that nobody wanted may lie before it.
        for (int at = 0, next; (next = kept[at..].IndexOf(line)) >= 0; at += next + 1)
        {
            if (HeadLines.Read(kept[(at + next)..], headers) is { } lines)
            {
                return lines;
            }
        }

        return null;
    }

    /// <summary>The request has ended: what comes now is the next.</summary>
    public void End()
    {
        _isInRequest = false;
        _kept.ResetWrittenCount();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> Wait(ValueTask<ReadResult> read)
    {
        var result = await read;
        _read = result.Buffer;
        return result;
    }

    private void Keep(ReadOnlySequence<byte> bytes)
    {
        if (_kept.WrittenCount + bytes.Length > Most)
        {
            // No header is so long: this is a body, and what matters is behind it.
            _kept.ResetWrittenCount();
            bytes = bytes.Slice(Math.Max(0, bytes.Length - Most));
        }

        foreach (var piece in bytes)
        {
            _kept.Write(piece.Span);
        }
    }
}
