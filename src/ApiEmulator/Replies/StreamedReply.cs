using System.Buffers;
using System.IO.Pipelines;
using Lab.ApiEmulator.Messages;
using Lab.ApiEmulator.Pacing;

namespace Lab.ApiEmulator.Replies;

/// <summary>A reply as server-sent events, each at its time, with the fault between two of them.</summary>
/// <remarks>The events: one opens the message; each block has one that opens it (a ping behind the first of these), its deltas, and one that closes it; two close the message.</remarks>
internal sealed class StreamedReply
{
    private const int MessageClosing = 2;

    /// <summary>Flat replies go out in pieces of this size: one send for a usual reply.</summary>
    private const int Piece = 32 * 1024;

    /// <summary>A longer pause between events is a timer of its own, which the client's leaving ends at once.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(1);

    private readonly Exchange _exchange;
    private readonly PipeWriter _writer;
    private readonly byte[] _tool;
    private readonly IReadOnlyList<DeltaScript> _blocks;
    private readonly int _total;
    private readonly long _pace;
    private readonly PacedWait? _wait;
    private long _start;

    /// <summary>What has been written: events in all, deltas in all, the block that is being written, and its events.</summary>
    private int _events, _deltas, _block, _inBlock;

    public StreamedReply(Exchange exchange)
    {
        _exchange = exchange;
        _writer = exchange.Writer;
        var script = exchange.Plan.Script;
        (var content, _tool) = script.For(exchange.Request);
        _blocks = content.Blocks;
        _total = 1 + MessageClosing;
        for (var block = 0; block < _blocks.Count; block++)
        {
            _total += Leading(block) + _blocks[block].Count + 1;
        }

        _pace = exchange.Pace.Stamps(script.Shape.Pace);
        _wait = _pace > 0 ? new PacedWait() : null;
    }

    public async Task Send()
    {
        var response = _exchange.Http.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        await _exchange.SendHeaders();

        _start = _exchange.Pace.Now;
        if (_exchange.Fault is { AfterEvents: { } after } fault)
        {
            if (!await Write(Math.Min(after, fault.IsBeforeLast ? _total - 1 : _total)) || !await Flush())
            {
                return;
            }

            var struck = _exchange.Pace.Now;
            if (!await _exchange.Strike())
            {
                return;
            }

            // A model that stood still goes on at its pace; it does not make up for the time.
            _start += _exchange.Pace.Now - struck;
        }

        if (await Write(_total) && _exchange.IsTrickled)
        {
            // What nobody flushes the server sends at the end, but not at the trickle's rate.
            await Flush();
        }
    }

    /// <summary>Writes events until so many have been written in all. False when the client has left.</summary>
    private async ValueTask<bool> Write(int to)
    {
        while (_events < to)
        {
            var delta = _inBlock - Leading(_block);
            if (_events == 0 || _block == _blocks.Count || delta < 0 || delta == _blocks[_block].Count)
            {
                Frame(delta);
                _events++;
                continue;
            }

            if (_pace > 0)
            {
                await WaitFor(_deltas);
            }

            Deltas(delta, to);
            if ((_pace > 0 || _writer.UnflushedBytes >= Piece) && !await Flush())
            {
                return false;
            }
        }

        return true;
    }

    private void Deltas(int from, int to)
    {
        var block = _blocks[_block];
        var bytes = block.Take(from, Math.Min(block.Count, from + to - _events), _pace > 0 ? 0 : Piece, out var taken);
        bytes.CopyTo(_writer.GetSpan(bytes.Length));
        _writer.Advance(bytes.Length);
        _events += taken;
        _deltas += taken;
        _inBlock += taken;
    }

    private void Frame(int delta)
    {
        if (_events == 0)
        {
            ReplyFrames.MessageStart(_writer, _exchange);
        }
        else if (_block == _blocks.Count)
        {
            if (_events == _total - 1)
            {
                ReplyFrames.MessageStop(_writer);
            }
            else
            {
                ReplyFrames.MessageDelta(_writer, _exchange, usesTool: _tool.Length > 0);
            }
        }
        else if (delta == _blocks[_block].Count)
        {
            ReplyFrames.BlockStop(_writer, _block++);
            _inBlock = 0;
        }
        else if (_inBlock++ == 0)
        {
            ReplyFrames.BlockStart(_writer, _exchange.Ids, _block, _tool);
        }
        else
        {
            ReplyFrames.Ping(_writer);
        }
    }

    private async ValueTask WaitFor(int delta)
    {
        var due = _start + (delta * _pace);
        var rest = _exchange.Clock.GetElapsedTime(_exchange.Pace.Now, due);
        if (rest > ShortWait)
        {
            await _exchange.Pace.Sleep(rest - ShortWait, _exchange.ClientLeft);
        }

        await _exchange.Pace.Until(due, _wait!);
    }

    private async ValueTask<bool> Flush()
    {
        var flushed = await _writer.FlushAsync(_exchange.ClientLeft);
        if (flushed.IsCompleted || flushed.IsCanceled || _exchange.ClientLeft.IsCancellationRequested)
        {
            _exchange.NoteClientLeft();
            return false;
        }

        return true;
    }

    /// <summary>Events of a block before its deltas.</summary>
    private static int Leading(int block) => block == 0 ? 2 : 1;
}
