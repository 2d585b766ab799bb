using System.Buffers;
using System.IO.Pipelines;
using Lab.ApiEmulator.Messages;
using Lab.ApiEmulator.Pacing;

namespace Lab.ApiEmulator.Replies;

/// <summary>A reply as server-sent events, each at its time, with the fault between two of them.</summary>
/// <remarks>Events are numbered from 0: three open the message, then the deltas come, then three close it.</remarks>
internal sealed class StreamedReply
{
    private const int Opening = 3;
    private const int Closing = 3;

    /// <summary>Flat replies go out in pieces of this size: one send for a usual reply.</summary>
    private const int Piece = 32 * 1024;

    /// <summary>A longer pause between events is a timer of its own, which the client's leaving ends at once.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(1);

    private readonly Exchange _exchange;
    private readonly PipeWriter _writer;
    private readonly byte[] _tool;
    private readonly DeltaScript _deltas;
    private readonly int _total;
    private readonly long _pace;
    private readonly PacedWait? _wait;
    private long _start;

    public StreamedReply(Exchange exchange)
    {
        _exchange = exchange;
        _writer = exchange.Http.Response.BodyWriter;
        var script = exchange.Plan.Script;
        _tool = exchange.AsksForTool ? ReplyScript.ToolFor(exchange.Request.Tool) : [];
        _deltas = _tool.Length > 0 ? script.Input(_tool) : script.Text;
        _total = Opening + _deltas.Count + Closing;
        _pace = exchange.Pace.Stamps(script.Shape.Pace);
        _wait = _pace > 0 ? new PacedWait() : null;
    }

    public async Task Send()
    {
        var response = _exchange.Http.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        await response.StartAsync(CancellationToken.None);

        _start = _exchange.Pace.Now;
        var from = 0;
        if (_exchange.Fault is { AfterEvents: { } after })
        {
            from = Math.Min(after, _total);
            if (!await Write(0, from) || !await Flush())
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

        await Write(from, _total);
    }

    /// <summary>Writes a run of events. False when the client has left.</summary>
    private async ValueTask<bool> Write(int from, int to)
    {
        for (var i = from; i < to;)
        {
            var delta = i - Opening;
            if (delta < 0 || delta >= _deltas.Count)
            {
                Frame(i++);
                continue;
            }

            if (_pace > 0)
            {
                await WaitFor(delta);
                _writer.Write(_deltas.Take(delta, delta + 1, 0, out _));
                i++;
            }
            else
            {
                var bytes = _deltas.Take(delta, Math.Min(to - Opening, _deltas.Count), Piece, out var taken);
                bytes.CopyTo(_writer.GetSpan(bytes.Length));
                _writer.Advance(bytes.Length);
                i += taken;
            }

            if ((_pace > 0 || _writer.UnflushedBytes >= Piece) && !await Flush())
            {
                return false;
            }
        }

        return true;
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

    private void Frame(int index)
    {
        switch (index)
        {
            case 0: ReplyFrames.MessageStart(_writer, _exchange); break;
            case 1: ReplyFrames.BlockStart(_writer, _exchange.Ids, _tool); break;
            case 2: ReplyFrames.Ping(_writer); break;
            default: ReplyFrames.Close(_writer, index - Opening - _deltas.Count, _exchange, _tool.Length > 0); break;
        }
    }
}
