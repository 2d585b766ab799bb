using System.Security.Cryptography;
using Lab.Analysis.Design;
using Lab.Contracts;
using Lab.Coordinator.Clients;
using Lab.Coordinator.Experiments;
using Lab.Coordinator.Factors;
using Lab.Coordinator.Machines;
using Lab.State;

namespace Lab.Coordinator.Runs;

/// <summary>Turns a request into a queued run, or says all that is wrong with it.</summary>
internal sealed class RunStart(IExperiments catalog, RunStore store, LoadQueue queue, EmulatorClient emulator, HostAccess host, MachineTurn turn, IHandMachines hand, RealApiConsent consent, TimeProvider clock)
{
    /// <exception cref="BadRunException">It cannot be run.</exception>
    /// <exception cref="ConsentNeededException">It can be run once the user agrees to what it may send.</exception>
    public async Task<RunDocument> Queue(NewRun wanted, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var yaml = Definition(wanted, faults);
        if (wanted.Seed is < 0)
        {
            faults.Add($"'seed: {wanted.Seed}' must be a whole number of 0 or more.");
        }

        var overrides = wanted.Target is null ? wanted.Overrides : WithTarget(wanted, faults);
        var experiment = yaml is null ? null : Read(yaml, overrides, faults);
        var notes = new List<string>();
        using var taken = experiment is null ? null : await turn.Take(cancellation);
        if (experiment is not null)
        {
            await Preflight(experiment, faults, notes, cancellation);
        }

        if (faults.Count > 0 || experiment is null)
        {
            throw new BadRunException(faults);
        }

        await consent.Check(experiment, wanted.Confirm == true);
        var now = clock.GetUtcNow();
        var seed = wanted.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue);
        var run = new RunDocument
        {
            Id = NewId(now),
            Experiment = experiment.Name,
            Definition = yaml!,
            Overrides = overrides,
            Seed = seed,
            SeedHash = SeedHash.Of(seed),
            Target = TargetAddress.ToWatch(experiment.Target, emulator),
            IsOfCatalog = wanted.Definition is null,
            State = RunState.Queued,
            CreatedAt = now,
            Scope = notes,
        };
        return await store.Create(run.Id, run, now) ? run : throw new InvalidOperationException($"The run id {run.Id} is taken.");
    }

    private string? Definition(NewRun wanted, List<string> faults)
    {
        if (wanted.Experiment is null == wanted.Definition is null)
        {
            faults.Add("Give either 'experiment' (a name of the catalog) or 'definition' (YAML), and not both.");
            return null;
        }

        if (wanted.Definition is { } definition)
        {
            return definition;
        }

        if (catalog.Find(wanted.Experiment!) is { } found)
        {
            return found.Definition;
        }

        faults.Add($"There is no experiment '{wanted.Experiment}'. There are: {string.Join(", ", catalog.All.Select(e => e.Name))}.");
        return null;
    }

    private static Dictionary<string, System.Text.Json.JsonElement> WithTarget(NewRun wanted, List<string> faults)
    {
        var overrides = new Dictionary<string, System.Text.Json.JsonElement>(wanted.Overrides ?? new Dictionary<string, System.Text.Json.JsonElement>());
        if (overrides.Keys.Any(k => k == "target"))
        {
            faults.Add("'target' is given twice: once by itself and once among the overrides. Leave one out.");
        }

        // Beside an override of the ceiling the target has to be a mapping.
        var path = overrides.Keys.Any(k => k.StartsWith("target.", StringComparison.Ordinal)) ? "target.to" : "target";
        overrides[path] = System.Text.Json.JsonSerializer.SerializeToElement(wanted.Target);
        return overrides;
    }

    private static Experiment? Read(string yaml, IReadOnlyDictionary<string, System.Text.Json.JsonElement>? overrides, List<string> faults)
    {
        try
        {
            return ExperimentReader.Read(yaml, overrides);
        }
        catch (BadRunException exception)
        {
            faults.AddRange(exception.Faults);
            return null;
        }
    }

    /// <summary>A run that cannot work says so before it starts.</summary>
    private async Task Preflight(Experiment experiment, List<string> faults, List<string> notes, CancellationToken cancellation)
    {
        await AskWorkers(experiment, faults);
        if (hand.View.Now is { } machines && VmRuns.SettingsOf(experiment).Count > 0)
        {
            faults.Add($"Machines started by hand are on this host ({VmWords.Machines(machines.Wanted)}): they would be in every arm, the control's too. Stop them on the page VMs, or with DELETE /api/vms/by-hand.");
        }

        foreach (var (setting, arms) in experiment.Arms.SelectMany(a => a.Factors.OfType<IHostSetting>().Select(s => (Setting: s, a.Name))).GroupBy(s => s.Setting, s => s.Name).Select(g => (g.Key, g.ToList())))
        {
            try
            {
                var known = await setting.Foresee(host, cancellation);
                faults.AddRange(known.Against.Select(reason => $"Arm {string.Join(", ", arms)} ({setting.InWords}): {reason}").Except(faults));
                notes.AddRange(known.Notes.Except(notes));
            }
            catch (ServiceCallException exception)
            {
                if (!faults.Contains(exception.Message))
                {
                    faults.Add(exception.Message);
                }
            }
        }
    }

    /// <summary>What only load-generators know: whether there is a key, and the real client.</summary>
    private async Task AskWorkers(Experiment experiment, List<string> faults)
    {
        var needsKey = experiment.Target.Kind == TargetKind.Anthropic;
        var needsClaude = experiment.Workload.Driver == LoadDriver.ClaudeCli;
        if (!needsKey && !needsClaude)
        {
            return;
        }

        var workers = await queue.Workers();
        if (workers.Count == 0)
        {
            faults.Add("No load-generator is running, so nobody knows whether this can be run. Start one, or wait a moment.");
            return;
        }

        if (needsKey && workers.FirstOrDefault(w => !w.HasAnthropicKey) is { } keyless)
        {
            faults.Add($"There is no key for the real API: {keyless.Name} has none. Set the AppHost's parameter anthropic-key (Parameters__anthropic_key=… in the environment, or the user secret Parameters:anthropic-key) and start the lab again.");
        }

        if (needsClaude && workers.FirstOrDefault(w => w.ClaudeVersion is null) is { } without)
        {
            faults.Add($"'driver: claude-cli' needs the claude command, and {without.Name} cannot run it. Install Claude Code where the load-generators run, or take the simulated driver.");
        }
    }

    /// <summary>When, and a few random digits: sorts by time, fits a VM's name.</summary>
    private static string NewId(DateTimeOffset now) =>
        $"{now:yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}";
}
