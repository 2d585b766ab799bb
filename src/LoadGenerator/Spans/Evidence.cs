using System.Diagnostics;
using Lab.State;

namespace Lab.LoadGenerator.Spans;

/// <summary>Asks all services for their spans of a failed call, beside the call and not in its way.</summary>
internal sealed class Evidence(EvidenceStore store, TimeProvider clock)
{
    /// <summary>Asks. The answer says whether the spans are kept; it is null when the store was away and somebody has to ask again.</summary>
    public async Task<bool?> Ask(string runId, string traceId)
    {
        // The asking is no part of the call that is the evidence.
        Activity.Current = null;
        try
        {
            return await store.Want(runId, traceId, clock.GetUtcNow());
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }
}
