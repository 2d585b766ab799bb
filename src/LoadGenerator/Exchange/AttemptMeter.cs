using Lab.Contracts;

namespace Lab.LoadGenerator.Exchange;

/// <summary>Takes the times and counts of one attempt as it goes; nothing is built until somebody wants the record.</summary>
/// <param name="clock">For its times.</param>
/// <param name="stallAbove">A silence inside a body from which on it counts as a stall; null counts none.</param>
internal sealed class AttemptMeter(TimeProvider clock, TimeSpan? stallAbove = null)
{
    public Interval Dns;
    public Interval Connect;
    public Interval Tls;
    public Interval Write;
    public Interval Headers;
    public Interval Stream;

    private List<AddressTried>? _addresses;
    private List<long>? _addressStarts;
    private readonly long _stallTicks = stallAbove is { } bound ? (long)(bound.TotalSeconds * clock.TimestampFrequency) : long.MaxValue;
    private int[]? _gaps;

    // A paced stream's gaps are mostly alike: they are counted here, and the histogram's cold memory is touched when they change.
    private int _gapBucket;
    private int _gapsAlike;
    private int _lowestGap = DurationHistogram.Buckets;
    private int _highestGap = -1;
    private long _lastRead;

    public DateTimeOffset StartedAt { get; private set; }

    public long Started { get; private set; }

    public long Finished { get; private set; }

    public long FirstEvent { get; private set; }

    public long LongestGap { get; private set; }

    /// <summary>Silences inside the body that were longer than the bound.</summary>
    public int Stalls { get; private set; }

    /// <summary>What the kernel knew of the connection when the attempt failed.</summary>
    public TcpFacts? Tcp { get; set; }

    /// <summary>What the whole connection had been given to send by then, TLS's own bytes included; only where the kernel was asked.</summary>
    public long? ConnectionBytesSent { get; set; }

    public long BytesSent { get; set; }

    public long BytesReceived { get; set; }

    public IReadOnlyList<AddressTried> Addresses => (IReadOnlyList<AddressTried>?)_addresses ?? [];

    /// <summary>What happened on the way and is worth telling, though it is no failure.</summary>
    public string? Note { get; set; }

    public void Begin()
    {
        Dns = Connect = Tls = Write = Headers = Stream = default;

        // The lists may have gone into a record: new ones each time.
        _addresses = null;
        _addressStarts = null;
        Finished = FirstEvent = LongestGap = BytesSent = BytesReceived = _lastRead = 0;
        Stalls = 0;
        Tcp = null;
        ConnectionBytesSent = null;
        Note = null;
        StartedAt = clock.GetUtcNow();
        Started = Now();
    }

    public long Now() => clock.GetTimestamp();

    public void End()
    {
        Finished = Now();
        if (Stream is { Began: true, Ended: false })
        {
            // The silence that the body broke off in, by a limit or by an error.
            Silence(Finished);
        }
    }

    /// <summary>Notes why it failed as far as the kernel knows; to be asked before the connection is closed.</summary>
    public void Ask(Wire wire)
    {
        Tcp = wire.Kernel();
        ConnectionBytesSent = wire.BytesSent;
    }

    public void Tried(AddressTried address, long startedAt)
    {
        (_addresses ??= []).Add(address);
        (_addressStarts ??= []).Add(startedAt);
    }

    public long AddressStart(int index) => _addressStarts![index];

    /// <summary>Notes a read of the body and the silence before it. The end of the connection brings nothing, so it is no gap between two reads.</summary>
    public void BodyRead(long now, int read)
    {
        var silence = Silence(now);
        if (read > 0)
        {
            var bucket = DurationHistogram.BucketOf(Elapsed(0, silence));
            if (bucket != _gapBucket)
            {
                CountGaps();
                _gapBucket = bucket;
            }

            _gapsAlike++;
        }

        _lastRead = now;
    }

    /// <summary>Hands the gaps counted since the last time on, and begins again.</summary>
    public void MoveGaps(DurationHistogram into)
    {
        CountGaps();
        for (var bucket = _lowestGap; bucket <= _highestGap; bucket++)
        {
            into.Counts[bucket] += _gaps![bucket];
            _gaps[bucket] = 0;
        }

        _lowestGap = DurationHistogram.Buckets;
        _highestGap = -1;
    }

    public void SawFirstEvent(long now) => FirstEvent = now;

    public TimeSpan Elapsed(long from, long to) => clock.GetElapsedTime(from, to);

    /// <summary>The wall-clock time of a timestamp, by the attempt's start.</summary>
    public DateTimeOffset At(long timestamp) => StartedAt + Elapsed(Started, timestamp);

    public AttemptPhases Phases() => new()
    {
        Dns = Of(Dns),
        Connect = Of(Connect),
        Tls = Of(Tls),
        Write = Of(Write),
        Headers = Of(Headers),
        FirstEvent = FirstEvent == 0 ? null : Elapsed(Started, FirstEvent),
        LongestGap = _lastRead == 0 && LongestGap == 0 ? null : Elapsed(0, LongestGap),
        Total = Elapsed(Started, Finished),
    };

    /// <summary>Reads what the next read of a body changes, so that it is there in time. The result says nothing.</summary>
    public int Touch() => (int)_lastRead + _gapsAlike;

    private void CountGaps()
    {
        if (_gapsAlike > 0)
        {
            (_gaps ??= new int[DurationHistogram.Buckets])[_gapBucket] += _gapsAlike;
            _lowestGap = Math.Min(_lowestGap, _gapBucket);
            _highestGap = Math.Max(_highestGap, _gapBucket);
            _gapsAlike = 0;
        }
    }

    private long Silence(long now)
    {
        var silence = now - (_lastRead == 0 ? Stream.From : _lastRead);
        LongestGap = Math.Max(LongestGap, silence);
        Stalls += silence > _stallTicks ? 1 : 0;
        return silence;
    }

    private TimeSpan? Of(Interval interval) => interval.Ended ? Elapsed(interval.From, interval.To) : null;
}
