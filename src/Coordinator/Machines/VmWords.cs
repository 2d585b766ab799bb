using Lab.Contracts;

namespace Lab.Coordinator.Machines;

/// <summary>Machines in words, for pages, errors and reports.</summary>
internal static class VmWords
{
    /// <summary>What Apple's hypervisor runs is called by its own name; every stand-in has another.</summary>
    private const string Apples = "Tart ";

    /// <summary>The check that looks for the image.</summary>
    public const string ImageCheck = "image";

    /// <summary>Machines that an arm asks for.</summary>
    public static string Of(VmSet set) => Of(set, "a VM", "VMs");

    /// <summary>Machines that are there, whatever they are made of.</summary>
    public static string Machines(VmSet set) => Of(set, "a machine", "machines");

    private static string Of(VmSet set, string one, string many)
    {
        var spec = set.Spec;
        var memory = spec.MemoryMiB % 1024 == 0 ? $"{spec.MemoryMiB / 1024} GiB" : $"{spec.MemoryMiB} MiB";
        var image = spec.Image is { } named ? $", image {named}" : "";
        return $"{(set.Count == 1 ? one : $"{set.Count} {many}")} with {memory}, network {Network(spec)}{image}";
    }

    /// <summary>The network with its rules: <c>softnet (allow 10.0.0.0/8)</c>.</summary>
    public static string Network(VmSpec spec) => spec.Softnet is { } rules ? $"{spec.Network} ({rules})" : spec.Network;

    /// <summary>What was found, with what to do about it.</summary>
    public static string Of(PreflightFinding finding) => $"{finding.Check}: {Ended(finding.Detail)}{(finding.Fix is { } fix ? $" {fix}" : "")}";

    /// <summary>What the machines ran in, and what that cannot show.</summary>
    public static string Scope(VmBackend backend) => backend switch
    {
        { IsVirtualMachine: false } => $"There was no virtual machine: a {backend.Name} held the VM's memory instead. {backend.Description}",
        _ when backend.Name.StartsWith(Apples, StringComparison.Ordinal) => $"The VMs ran in {backend.Name}.",
        _ => $"The VMs ran in {backend.Name}, which is not Apple's hypervisor: nothing is said of Apple's networking or of a Mac. {backend.Description}",
    };

    private static string Ended(string text) => text is { Length: > 0 } && text[^1] is '.' or '!' or '?' ? text : $"{text}.";
}
