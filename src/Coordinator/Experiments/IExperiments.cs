using Lab.Contracts;

namespace Lab.Coordinator.Experiments;

/// <summary>The catalog of experiments, for the API and the pages.</summary>
public interface IExperiments
{
    /// <summary>All, in the order of the catalog.</summary>
    IReadOnlyList<ExperimentView> All { get; }

    /// <summary>One by its name; null when there is none.</summary>
    ExperimentView? Find(string name);
}
