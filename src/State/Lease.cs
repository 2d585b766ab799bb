namespace Lab.State;

/// <summary>A lock with an end: one holder at a time, and a holder that dies loses it.</summary>
public sealed class Lease(LabStore store, string key, string holder, TimeSpan length)
{
    /// <summary>Takes the lease, or renews it where it is already held. False when somebody else holds it.</summary>
    public async Task<bool> Hold() =>
        await store.Call("SET", db => db.LockTakeAsync(key, holder, length))
        || await store.Call("EXTEND", db => db.LockExtendAsync(key, holder, length));

    /// <summary>Gives the lease up; does nothing where it is not held.</summary>
    public Task Release() => store.Call("RELEASE", db => db.LockReleaseAsync(key, holder));
}
