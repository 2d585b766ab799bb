using System.Collections.Concurrent;
using System.Text;
using Lab.Ballast;
using Lab.Tests.TartStandIn;
using Microsoft.Extensions.Time.Testing;

namespace Lab.Tests.Ballast;

/// <summary>A life by a clock that the test holds.</summary>
public sealed class LifeTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Lines _output = new();
    private readonly Lines _error = new();

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task No_ballast_lives_longer_than_a_day()
    {
        var life = new Life(new BallastArguments(1, 0, null), _output, _error, _clock).Run(TestContext.Current.CancellationToken);
        await Eventually.Holds(() => _output.Said.Any(l => Figures.Parse(l) is { IsFilled: true }), "it is filled");
        _clock.Advance(TimeSpan.FromHours(23.9));
        Assert.False(life.IsCompleted);

        _clock.Advance(TimeSpan.FromHours(0.2));
        await Eventually.Holds(
            () =>
            {
                // What it waits for at its end goes by this clock too.
                _clock.Advance(TimeSpan.FromSeconds(1));
                return life.IsCompleted;
            },
            "it ends");

        Assert.Equal(ExitCodes.LifeOver, await life);
        Assert.Contains("24 hours at most", Assert.Single(_error.Said), StringComparison.Ordinal);
    }

    /// <summary>Lines that can be read while others are written.</summary>
    private sealed class Lines : TextWriter
    {
        public ConcurrentQueue<string> Said { get; } = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override Task WriteLineAsync(string? value)
        {
            Said.Enqueue(value ?? "");
            return Task.CompletedTask;
        }
    }
}
