using System.Threading.Tasks.Sources;

namespace Lab.ApiEmulator.Pacing;

/// <summary>One reply's waits, one after the other, without an allocation for each.</summary>
internal sealed class PacedWait : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core;

    public ValueTask Task => new(this, _core.Version);

    public void Reset() => _core.Reset();

    /// <summary>The moment has come: the reply goes on here and now.</summary>
    public void Complete() => _core.SetResult(true);

    public void GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
