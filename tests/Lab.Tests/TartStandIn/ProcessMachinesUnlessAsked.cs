using System.Runtime.CompilerServices;

namespace Lab.Tests.TartStandIn;

/// <summary>All tests, those of the services too, get the machines that start at once and exist everywhere; those that are about QEMU say so.</summary>
internal static class ProcessMachinesUnlessAsked
{
    public const string Variable = "LAB_STANDIN_MACHINES";

    [ModuleInitializer]
    internal static void Set() => Environment.SetEnvironmentVariable(Variable, "process");
}
