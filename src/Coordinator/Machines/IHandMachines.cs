using Lab.Coordinator.Runs;

namespace Lab.Coordinator.Machines;

/// <summary>Machines by hand, for the API and the pages.</summary>
public interface IHandMachines
{
    /// <summary>Those that are there, and the last ones that were.</summary>
    HandView View { get; }

    /// <summary>Asks for machines; asking for the same again changes their number and the time for which they are wanted.</summary>
    /// <exception cref="BadRunException">They cannot be had; it names every reason at once.</exception>
    Task<HandSet> Start(HandWish wish, CancellationToken cancellation = default);

    /// <summary>Stops one of them; another name is none of theirs and nothing happens.</summary>
    Task Stop(string name, CancellationToken cancellation = default);

    /// <summary>Stops all. Null when there are none.</summary>
    Task<HandSet?> StopAll(CancellationToken cancellation = default);
}
