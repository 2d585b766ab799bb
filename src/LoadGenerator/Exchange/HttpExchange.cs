using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Lab.Contracts;
using Lab.LoadGenerator.Failures;
using Lab.LoadGenerator.Readiness;

namespace Lab.LoadGenerator.Exchange;

/// <summary>One request and its response on an open connection: no retry, no redirect, and every failure comes back as a result. Used again for the next.</summary>
internal sealed class HttpExchange(Reply reply, AttemptMeter meter) : IReader
{
    private ReadBuffer _buffer;
    private BodyFraming _framing;
    private FailureLayer _layer;
    private Wire _wire = null!;
    private SseScanner? _stream;
    private Action<long>? _watch;
    private int _leftover;

    /// <summary>Runs it. Null when a whole response came and it is the answer.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Trouble?> Run(Wire wire, Request request, ExchangeLimits limits, CancellationToken cancellation)
    {
        _wire = wire;
        var written = wire.Written;
        await using var registration = cancellation.UnsafeRegister(static w => ((Wire)w!).Interrupt(Interruption.Cancelled), wire);
        try
        {
            _layer = FailureLayer.Write;
            wire.Limit(limits.Headers);
            meter.Write.From = meter.Now();
            await RequestWriter.Write(wire, request);
            meter.Write.To = meter.Headers.From = meter.Now();

            _layer = FailureLayer.Headers;
            wire.Extend(meter.Headers.From);
            var (have, headLength, trouble) = await ReadHead();
            if (trouble is not null)
            {
                return trouble;
            }

            _layer = FailureLayer.Body;
            BeginBody(have, headLength);
            return GoesOn ? await ReadBody(limits.Idle) : End();
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            return ReplyVerdict.Of(exception, _layer, wire, reply, limits);
        }
        finally
        {
            wire.Unlimit();
            wire.Reader = null;
            meter.BytesSent = wire.Written - written;
            _buffer.Return();
        }
    }

    int IReader.Touch() => _leftover + meter.Touch() + _wire.Touch() + (_stream?.Events ?? 0);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(int Have, int HeadLength, Trouble? Trouble)> ReadHead()
    {
        // Nobody holds a buffer while nothing comes.
        await _wire.Readable();
        _buffer.Rent(_wire.IsReadiness || reply.Rushes);
        var have = 0;
        while (true)
        {
            var read = await _wire.Receive(_buffer.Bytes.AsMemory(have));
            Took(read);
            if (read == 0)
            {
                return (0, 0, Trouble.Of(_layer, FailureKind.Closed, null, have == 0 ? "The peer closed in order before the response header." : "The peer closed in order in the middle of the response header."));
            }

            have += read;
            var length = Parse(ref have, out var problem);
            if (length > 0)
            {
                meter.Headers.To = meter.Stream.From = meter.Now();
                return (have, length, null);
            }

            if (problem is null && have == _buffer.Bytes.Length && !_buffer.Grow(have))
            {
                problem = $"The response header is longer than {have} bytes.";
            }

            if (problem is not null)
            {
                return (0, 0, Trouble.Of(_layer, FailureKind.Malformed, null, problem));
            }
        }
    }

    /// <summary>The length of the header that lies in the buffer; zero while it is not whole. Interim responses say nothing yet and are taken out.</summary>
    private int Parse(ref int have, out string? problem)
    {
        while (true)
        {
            var bytes = _buffer.Bytes.AsSpan(0, have);
            var length = ResponseHead.Read(bytes, out reply.Head, out problem);
            if (reply.Expects == Expected.Header)
            {
                // The length is that of what a GET would have brought.
                (reply.Head.ContentLength, reply.Head.IsChunked) = (0, false);
            }

            if (length <= 0 || reply.Head.Status >= 200)
            {
                return Math.Max(0, length);
            }

            bytes[length..].CopyTo(bytes);
            have -= length;
            reply.Head = default;
            if (have == 0)
            {
                return 0;
            }
        }
    }

    private bool GoesOn => !_framing.IsDone && _framing.Problem is null && _stream is not { HasFailed: true };

    /// <summary>Takes in what came with the header: often the whole body.</summary>
    private void BeginBody(int have, int headLength)
    {
        _framing = new BodyFraming(reply.Head);

        // Asked once: with thousands of streams each look into another object at each read is one into cold memory.
        _stream = reply.Expects == Expected.Stream && reply.Head.IsEventStream && reply.Head.Status < 300 && reply.Head.ContentEncoding is null ? reply.Stream : null;
        _watch = reply.Watch;
        _leftover = Feed(_buffer.Bytes.AsSpan(headLength, have - headLength), meter.Headers.To);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Trouble?> ReadBody(TimeSpan idle)
    {
        _wire.Limit(idle);
        _wire.Reader = this;
        while (GoesOn)
        {
            if (_wire.IsReadiness)
            {
                _buffer.Return();
                await _wire.Readable();
                _buffer.Rent(large: true);
            }

            var read = await _wire.Receive(_buffer.Bytes);
            Took(read);
            var now = meter.Now();
            meter.BodyRead(now, read);
            _wire.Extend(now);
            if (read == 0)
            {
                if (!_framing.EndsWithConnection)
                {
                    return ReplyVerdict.Body(reply, FailureKind.EndedEarly, $"The peer closed in order inside the body: {_framing.Missing}.");
                }

                break;
            }

            _leftover = Feed(_buffer.Bytes.AsSpan(0, read), now);
            if (!_wire.IsReadiness)
            {
                _buffer.Fit(read);
            }
        }

        return End();
    }

    private Trouble? End()
    {
        meter.Stream.To = meter.Now();
        reply.Rushes = _buffer.IsLarge;
        reply.IsReusable = _framing.IsDone && _leftover == 0 && !reply.Head.WillClose;
        return _framing.Problem is { } problem ? ReplyVerdict.Body(reply, FailureKind.Malformed, problem) : ReplyVerdict.Of(reply);
    }

    /// <summary>Counts what was read. A connection that was closed by its limit may look as if its peer had closed it.</summary>
    private void Took(int read)
    {
        meter.BytesReceived += read;
        if (read == 0 && _wire.Interrupted != Interruption.None)
        {
            throw new OperationCanceledException();
        }
    }

    /// <summary>Takes bytes of the body in. Returns how many lie behind its end.</summary>
    private int Feed(ReadOnlySpan<byte> bytes, long now)
    {
        while (_framing.Take(ref bytes, out var content))
        {
            if (_stream is not null)
            {
                _stream.Feed(content);
            }
            else
            {
                reply.TakeText(content);
            }
        }

        if (meter.FirstEvent == 0 && _stream is { Events: > 0 })
        {
            meter.SawFirstEvent(now);
        }

        _watch?.Invoke(now);
        return bytes.Length;
    }
}
