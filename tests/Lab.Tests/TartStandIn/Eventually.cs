using System.Diagnostics;

namespace Lab.Tests.TartStandIn;

/// <summary>Polls for a condition with a deadline.</summary>
internal static class Eventually
{
    /// <summary>Long: where the processor is emulated and shared, a guest takes a minute to come up.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static Task Holds(Func<bool> condition, string what) => Holds(() => Task.FromResult(condition()), what);

    public static Task Holds(Func<Task<bool>> condition, string what) => Holds(condition, () => what);

    public static async Task Holds(Func<Task<bool>> condition, Func<string> what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Limit, $"Not within {Limit.TotalSeconds} s: {what()}");
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
