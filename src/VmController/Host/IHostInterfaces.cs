namespace Lab.VmController.Host;

/// <summary>The names of the host's network interfaces at a moment.</summary>
internal interface IHostInterfaces
{
    Task<InterfaceNames> Look(CancellationToken cancellation);
}

/// <summary>The names, or why they are not known.</summary>
/// <param name="Names">Null where they could not be read.</param>
/// <param name="Problem">Why; null where they could.</param>
internal sealed record InterfaceNames(IReadOnlyList<string>? Names, string? Problem);
