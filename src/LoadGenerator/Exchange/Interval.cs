namespace Lab.LoadGenerator.Exchange;

/// <summary>A stretch of time between two timestamps of the attempt's clock; zero stands for not begun or not ended.</summary>
internal struct Interval
{
    public long From;
    public long To;

    public readonly bool Began => From != 0;

    public readonly bool Ended => To != 0;
}
