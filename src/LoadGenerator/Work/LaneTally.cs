using Lab.Contracts;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Sessions;

namespace Lab.LoadGenerator.Work;

/// <summary>What a lane has seen so far: failed calls whole, the others as counts, histograms and an even sample.</summary>
internal sealed class LaneTally(SeededDraws draws, LoadCounters counters)
{
    /// <summary>How many calls that succeeded are kept.</summary>
    public const int MostSampled = 5;

    private readonly Lock _gate = new();
    private readonly List<FailedCall> _failed = [];
    private readonly Call?[] _sample = new Call?[MostSampled];
    private Call? _refused;
    private int _succeeded;

    public int Calls { get; private set; }

    public int NotMadeCount { get; private set; }

    /// <summary>Calls that failed, auxiliary ones aside.</summary>
    public int FailedCount { get; private set; }

    public int AuxiliaryCalls { get; private set; }

    public int AuxiliaryFailures { get; private set; }

    /// <summary>All attempts of all calls.</summary>
    public int Attempts { get; private set; }

    public int Stalls { get; private set; }

    /// <summary>Times between two reads of a body that brought something.</summary>
    public DurationHistogram Gaps { get; } = new();

    public DurationHistogram FirstEvent { get; } = new();

    public DurationHistogram Total { get; } = new();

    /// <summary>The calls that failed, auxiliary ones too.</summary>
    public IReadOnlyList<FailedCall> Failures => _failed;

    public IReadOnlyList<Call> Sample => [.. _sample.OfType<Call>()];

    /// <summary>The first call that the lab did not let be made; it says why.</summary>
    public Call? FirstRefused => _refused;

    /// <summary>Counts attempts that somebody else made, of whose bodies nothing is known.</summary>
    public void Attempted(int attempts)
    {
        lock (_gate)
        {
            Attempts += attempts;
        }
    }

    /// <summary>Counts an attempt, whatever came of it, with the silences inside its body.</summary>
    public void Attempted(AttemptMeter meter)
    {
        lock (_gate)
        {
            Attempts++;
            Stalls += meter.Stalls;
            meter.MoveGaps(Gaps);
        }
    }

    /// <summary>Counts a success. Returns its place in the sample where that takes it: only then its record is worth building.</summary>
    public int? Succeeded(TimeSpan? firstEvent, TimeSpan total)
    {
        counters.Called(failed: false);
        lock (_gate)
        {
            Calls++;
            _succeeded++;
            Total.Add(total);
            if (firstEvent is { } first)
            {
                FirstEvent.Add(first);
            }

            // Each of n successes ends up in the sample with the same chance, however many follow.
            var place = _succeeded <= MostSampled ? _succeeded - 1 : draws.Below(_succeeded);
            return place < MostSampled ? place : null;
        }
    }

    /// <summary>Keeps a success in the sample, at the place that it was given.</summary>
    public void Keep(int place, Call call)
    {
        lock (_gate)
        {
            _sample[place] = call;
        }
    }

    /// <summary>Counts a success beside the conversation.</summary>
    public void AuxiliarySucceeded()
    {
        lock (_gate)
        {
            AuxiliaryCalls++;
        }
    }

    /// <summary>Counts a failure, with the answer to the question whether its spans are kept.</summary>
    public void Failed(Call call, Task<bool?> isKept)
    {
        var isAuxiliary = call.Purpose != CallPurpose.Turn;
        if (!isAuxiliary)
        {
            counters.Called(failed: true);
        }

        lock (_gate)
        {
            _failed.Add(new FailedCall(call, isKept));
            if (isAuxiliary)
            {
                AuxiliaryCalls++;
                AuxiliaryFailures++;
                return;
            }

            Calls++;
            FailedCount++;
            if (call.Attempts is [.., { Phases.FirstEvent: { } first }])
            {
                FirstEvent.Add(first);
            }
        }
    }

    public void Refused(Func<Call> record)
    {
        lock (_gate)
        {
            _refused ??= record();
        }
    }

    public void NotMade(int calls)
    {
        lock (_gate)
        {
            NotMadeCount += calls;
        }
    }
}

/// <summary>A failed call, and whether its spans are kept (null: the store was away).</summary>
internal sealed record FailedCall(Call Call, Task<bool?> IsKept);
