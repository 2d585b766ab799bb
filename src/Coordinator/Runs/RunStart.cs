using System.Security.Cryptography;
using Lab.Analysis.Design;
using Lab.Contracts;
using Lab.Coordinator.Clients;
using Lab.Coordinator.Experiments;
using Lab.Coordinator.Factors;
using Lab.State;

namespace Lab.Coordinator.Runs;

/// <summary>Turns a request into a queued run, or says all that is wrong with it.</summary>
internal sealed class RunStart(IExperiments catalog, RunStore store, EmulatorClient emulator, HostAccess host, TimeProvider clock)
{
    /// <exception cref="BadRunException">It cannot be run.</exception>
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
        if (experiment is not null)
        {
            await Preflight(experiment, faults, cancellation);
        }

        if (faults.Count > 0 || experiment is null)
        {
            throw new BadRunException(faults);
        }

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
            Target = Resolve(experiment.Target),
            State = RunState.Queued,
            CreatedAt = now,
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
    private async Task Preflight(Experiment experiment, List<string> faults, CancellationToken cancellation)
    {
        foreach (var setting in experiment.Arms.SelectMany(a => a.Factors).OfType<IHostSetting>())
        {
            try
            {
                if (await setting.Preflight(host, cancellation) is { } reason)
                {
                    faults.Add(reason);
                }
            }
            catch (ServiceCallException exception)
            {
                faults.Add(exception.Message);
            }
        }
    }

    private Target Resolve(TargetChoice choice) => new()
    {
        Kind = choice.Kind,
        MaxRequests = choice.MaxRequests,
        Url = choice.Kind switch
        {
            TargetKind.Emulator => emulator.Url,
            TargetKind.Url => choice.Url!,
            _ => new Uri("https://api.anthropic.com"),
        },
    };

    /// <summary>When, and a few random digits: sorts by time, fits a VM's name.</summary>
    private static string NewId(DateTimeOffset now) =>
        $"{now:yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}";
}
