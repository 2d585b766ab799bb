namespace Lab.LoadGenerator.Work;

/// <summary>What this replica has done since it started, for whoever looks.</summary>
internal sealed class LoadCounters
{
    private long _calls;
    private long _failures;

    public long Calls => Interlocked.Read(ref _calls);

    public long Failures => Interlocked.Read(ref _failures);

    public void Called(bool failed)
    {
        Interlocked.Increment(ref _calls);
        if (failed)
        {
            Interlocked.Increment(ref _failures);
        }
    }
}
