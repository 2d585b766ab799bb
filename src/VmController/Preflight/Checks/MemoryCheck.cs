using Lab.Contracts;
using Lab.VmController.Reconciling;

namespace Lab.VmController.Preflight.Checks;

/// <summary>Has the host the memory for all of them? By the same sums that admit each of them later.</summary>
internal sealed class MemoryCheck(Admission admission) : IPreflightCheck
{
    public string Name => "memory";

    public async Task<PreflightFinding?> Look(PreflightQuestion question, CancellationToken cancellation)
    {
        if (await admission.Room(leftOut: null, cancellation) is not { } room)
        {
            return this.Unknown("The host's memory cannot be read.");
        }

        var (count, each) = (question.Set.Count, question.Set.Spec.MemoryMiB);
        return room.Refusal($"{count} machine(s) of {each} MiB ask", (long)count * each) is { } refusal
            ? this.Fails(refusal.Text, refusal.Advice)
            : this.Fine($"{(long)count * each} MiB are asked for, and {room}.");
    }
}
