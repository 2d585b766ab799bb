using System.Text.Json;
using Lab.Contracts;

namespace Lab.Coordinator.Pages.Live;

/// <summary>The command line that starts a run again.</summary>
internal static class RunCommand
{
    /// <summary>A <c>curl</c> for the coordinator at a base address; one word of the shell holds the whole body.</summary>
    public static string For(string baseAddress, RunView run)
    {
        ArgumentNullException.ThrowIfNull(run);

        var body = JsonSerializer.Serialize(run.Again ?? new NewRun { Experiment = run.Experiment, Seed = run.Seed, Target = run.Target }, LabJson.Options);
        return $"curl -sS {baseAddress.TrimEnd('/')}/api/runs -H 'content-type: application/json' -d '{body.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }
}
