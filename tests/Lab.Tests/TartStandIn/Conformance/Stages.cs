using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(Lab.Tests.TartStandIn.Conformance.Stages))]

namespace Lab.Tests.TartStandIn.Conformance;

/// <summary>For each subject one TART_HOME that many tests look at and none changes: with a machine "alive" that runs, and a machine "still" that does not.</summary>
public sealed class Stages : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Subject, Lazy<Task<Bench>>> _stages = new();

    internal Task<Bench> For(Subject subject) => _stages.GetOrAdd(subject, s => new Lazy<Task<Bench>>(() => Open(s))).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var stage in _stages.Values.Where(s => s.Value.IsCompletedSuccessfully))
        {
            await (await stage.Value).DisposeAsync();
        }
    }

    private static async Task<Bench> Open(Subject subject)
    {
        var bench = await Bench.Of(subject);
        await bench.Clone("still", "alive");
        await bench.RunReady("alive");
        return bench;
    }
}
