using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Lab.Contracts;
using Lab.Coordinator.Runs;

namespace Lab.Tests.Pages;

/// <summary>Runs in memory that a test changes by hand; who watches a run sees each change.</summary>
internal sealed class FakeRuns : IRuns
{
    private readonly ConcurrentDictionary<string, RunView> _runs = new();
    private readonly ConcurrentDictionary<string, List<TrialView>> _trials = new();
    private readonly ConcurrentDictionary<string, List<Call>> _failures = new();
    private readonly ConcurrentDictionary<Channel<RunEvent>, string> _watchers = new();

    public ConcurrentQueue<NewRun> Started { get; } = new();

    public ConcurrentQueue<string> Stopped { get; } = new();

    public IReadOnlyList<string>? Refuse { get; set; }

    public ConsentQuestion? Ask { get; set; }

    public Exception? Away { get; set; }

    public void Add(RunView run, IEnumerable<TrialView>? trials = null, IEnumerable<Call>? failures = null)
    {
        _runs[run.Id] = run;
        _trials[run.Id] = [.. trials ?? []];
        _failures[run.Id] = [.. failures ?? []];
    }

    public void Happen(RunView run, TrialView? trial = null)
    {
        _runs[run.Id] = run;
        if (trial is not null)
        {
            var trials = _trials[run.Id];
            trials[trials.FindIndex(t => t.Id == trial.Id)] = trial;
        }

        var happened = new RunEvent(trial is null ? "progress" : "trial", DateTimeOffset.UnixEpoch, run, trial);
        foreach (var (watcher, _) in _watchers.Where(w => w.Value == run.Id))
        {
            watcher.Writer.TryWrite(happened);
            if (run.State is not (RunState.Queued or RunState.Running))
            {
                watcher.Writer.TryComplete();
            }
        }
    }

    public Task<IReadOnlyList<RunView>> List(int most = 50) => Task.FromResult<IReadOnlyList<RunView>>(
        [.. _runs.Values.OrderByDescending(r => r.CreatedAt).Take(most)]);

    public Task<RunView?> Find(string id) => Away is null ? Task.FromResult(_runs.GetValueOrDefault(id)) : Task.FromException<RunView?>(Away);

    public Task<IReadOnlyList<TrialView>> Trials(string id) => Task.FromResult<IReadOnlyList<TrialView>>([.. _trials[id]]);

    public Task<IReadOnlyList<Call>> Failures(string id, int skip = 0, int? take = null) => Task.FromResult<IReadOnlyList<Call>>(
        [.. _failures.GetValueOrDefault(id, []).Skip(skip).Take(take ?? int.MaxValue)]);

    public Task<RunView> Start(NewRun wanted, CancellationToken cancellation = default)
    {
        if (Refuse is { } faults)
        {
            throw new BadRunException(faults);
        }

        if (Ask is { } question && wanted.Confirm != true)
        {
            throw new ConsentNeededException(question);
        }

        Started.Enqueue(wanted);
        var run = Believable.Fresh(wanted);
        Add(run);
        return Task.FromResult(run);
    }

    public Task<RunView?> Stop(string id)
    {
        Stopped.Enqueue(id);
        if (_runs.TryGetValue(id, out var run))
        {
            Happen(run with { State = RunState.Stopped, Doing = null });
        }

        return Find(id);
    }

    public async IAsyncEnumerable<RunEvent> Watch(string id, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var channel = Channel.CreateUnbounded<RunEvent>();
        _watchers[channel] = id;
        var run = _runs[id];
        channel.Writer.TryWrite(new RunEvent("progress", DateTimeOffset.UnixEpoch, run));
        if (run.State is not (RunState.Queued or RunState.Running))
        {
            channel.Writer.TryComplete();
        }

        try
        {
            await foreach (var happened in channel.Reader.ReadAllAsync(cancellation))
            {
                yield return happened;
            }
        }
        finally
        {
            _watchers.TryRemove(channel, out _);
        }
    }
}
