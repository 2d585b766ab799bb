using Lab.Contracts;
using Lab.Coordinator.Runs;

namespace Lab.Coordinator.Experiments;

/// <summary>The experiments that ship with the lab, one YAML file each; a faulty one stops the start, with its faults.</summary>
internal sealed class ExperimentCatalog : IExperiments
{
    private ExperimentCatalog(IReadOnlyList<ExperimentView> all) => All = all;

    public IReadOnlyList<ExperimentView> All { get; }

    public static string DefaultDirectory => Path.Combine(AppContext.BaseDirectory, "Experiments", "Catalog");

    /// <summary>Reads every file of a directory.</summary>
    /// <exception cref="BadRunException">Files have faults; all of them are named.</exception>
    public static ExperimentCatalog Load(string directory)
    {
        var views = new List<ExperimentView>();
        var faults = new List<string>();
        foreach (var file in Directory.EnumerateFiles(directory, "*.yaml").Order(StringComparer.Ordinal))
        {
            var yaml = File.ReadAllText(file);
            try
            {
                var experiment = ExperimentReader.Read(yaml);
                if (experiment.Name != Path.GetFileNameWithoutExtension(file))
                {
                    faults.Add($"{Path.GetFileName(file)}: the file is named otherwise than its experiment, '{experiment.Name}'. Rename one of them.");
                }

                views.Add(View(experiment, yaml));
            }
            catch (BadRunException exception)
            {
                faults.AddRange(exception.Faults.Select(f => $"{Path.GetFileName(file)}: {f}"));
            }
        }

        return faults.Count == 0 ? new ExperimentCatalog(views) : throw new BadRunException(faults);
    }

    public ExperimentView? Find(string name) => All.FirstOrDefault(e => e.Name == name);

    private static ExperimentView View(Experiment experiment, string yaml) => new()
    {
        Name = experiment.Name,
        Title = experiment.Title,
        Question = experiment.Question,
        Target = experiment.Target.InWords,
        NeedsEmulator = experiment.Arms.Any(a => a.Factors.Any(f => f.NeedsEmulator)),
        Arms = [.. experiment.Arms.Select(a => new ExperimentArmView(a.Name, a.IsControl, a.Setting))],
        CallsPerTrial = experiment.Workload.Calls,
        MaxBlocks = experiment.Design.MaxBlocks,
        Delta = experiment.Design.Delta,
        Alpha = experiment.Design.Alpha,
        Definition = yaml,
    };
}
