using Lab.Contracts;

namespace Lab.LoadGenerator.Exchange;

/// <summary>Takes the times and counts of one attempt as it goes; nothing is built until somebody wants the record.</summary>
internal sealed class AttemptMeter(TimeProvider clock)
{
    public Interval Dns;
    public Interval Connect;
    public Interval Tls;
    public Interval Write;
    public Interval Headers;
    public Interval Stream;

    private List<AddressTried>? _addresses;
    private List<long>? _addressStarts;
    private long _lastRead;

    public DateTimeOffset StartedAt { get; private set; }

    public long Started { get; private set; }

    public long Finished { get; private set; }

    public long FirstEvent { get; private set; }

    public long LongestGap { get; private set; }

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
        Note = null;
        StartedAt = clock.GetUtcNow();
        Started = Now();
    }

    public long Now() => clock.GetTimestamp();

    public void End() => Finished = Now();

    public void Tried(AddressTried address, long startedAt)
    {
        (_addresses ??= []).Add(address);
        (_addressStarts ??= []).Add(startedAt);
    }

    public long AddressStart(int index) => _addressStarts![index];

    /// <summary>Notes a read of the body and the silence before it.</summary>
    public void BodyRead(long now)
    {
        LongestGap = Math.Max(LongestGap, now - (_lastRead == 0 ? Stream.From : _lastRead));
        _lastRead = now;
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
        LongestGap = _lastRead == 0 ? null : Elapsed(0, LongestGap),
        Total = Elapsed(Started, Finished),
    };

    private TimeSpan? Of(Interval interval) => interval.Ended ? Elapsed(interval.From, interval.To) : null;
}
