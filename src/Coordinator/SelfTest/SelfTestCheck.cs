using Lab.Contracts;
using Lab.Coordinator.Runs;
using Lab.State;

namespace Lab.Coordinator.SelfTest;

/// <summary>How a self-test stands.</summary>
internal enum SelfTestState
{
    Running,
    Passed,
    Failed,
}

/// <summary>One thing that the self-test checked.</summary>
internal sealed record SelfTestFinding(string What, bool Holds, string Because);

/// <summary>A self-test as it stands.</summary>
internal sealed record SelfTestReport(SelfTestState State, IReadOnlyList<SelfTestFinding> Findings);

/// <summary>Checks a run of the known fault: was it found, was nothing else, and is the evidence there?</summary>
internal sealed class SelfTestCheck(IRuns runs, EvidenceStore evidence, TimeProvider clock)
{
    public const string Experiment = "known-fault";

    /// <summary>Services hand in their spans a moment after a call has failed.</summary>
    private static readonly TimeSpan SpansComeLater = TimeSpan.FromSeconds(5);

    private static readonly string[] Witnesses = ["load-generator", "api-emulator"];

    /// <summary>Null when there is no such run.</summary>
    public async Task<SelfTestReport?> Of(string runId)
    {
        var run = await runs.Find(runId);
        if (run is null || run.Experiment != Experiment)
        {
            return null;
        }

        if (run.EndedAt is null)
        {
            return new SelfTestReport(SelfTestState.Running, []);
        }

        List<SelfTestFinding> findings = [Verdict(run), Control(run), .. await Failures(runId)];
        if (findings.All(f => f.Holds))
        {
            return new SelfTestReport(SelfTestState.Passed, findings);
        }

        return new SelfTestReport(clock.GetUtcNow() - run.EndedAt < SpansComeLater ? SelfTestState.Running : SelfTestState.Failed, findings);
    }

    private static SelfTestFinding Verdict(RunView run)
    {
        var arm = run.Arms.First(a => !a.IsControl);
        return new SelfTestFinding("The fault is found", arm.Verdict == Contracts.Verdict.RaisesFailures, run.Error ?? arm.Because ?? Words.Kebab(run.State));
    }

    private static SelfTestFinding Control(RunView run)
    {
        var control = run.Arms.First(a => a.IsControl);
        return new SelfTestFinding("The lab itself loses no call", control.Calls > 0 && control.Failures == 0, $"{control.Failures} of the control's {control.Calls} calls failed.");
    }

    private async Task<IReadOnlyList<SelfTestFinding>> Failures(string runId)
    {
        var failed = await runs.Failures(runId);
        var asInjected = failed.Count(c => c.Failure is { Layer: FailureLayer.Headers, Kind: FailureKind.Reset });
        var proven = 0;
        foreach (var call in failed)
        {
            var spans = await evidence.Trace(call.TraceId);
            if (Witnesses.All(w => spans.Any(s => s.Service == w)) && spans.Any(s => s.Attributes.ContainsKey("lab.fault.kind")))
            {
                proven++;
            }
        }

        return
        [
            new SelfTestFinding("Failures are told apart", failed.Count > 0 && asInjected == failed.Count, $"{asInjected} of {failed.Count} failed calls are classified as the reset that was injected."),
            new SelfTestFinding("Every failure has its trace", failed.Count > 0 && proven == failed.Count, $"{proven} of {failed.Count} failed calls have spans of both ends that name the fault."),
        ];
    }
}
