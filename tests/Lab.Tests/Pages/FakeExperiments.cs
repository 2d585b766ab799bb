using Lab.Contracts;
using Lab.Coordinator.Experiments;

namespace Lab.Tests.Pages;

/// <summary>A catalog of two experiments.</summary>
internal sealed class FakeExperiments : IExperiments
{
    public IReadOnlyList<ExperimentView> All { get; set; } =
    [
        new()
        {
            Name = "vm-on-off", Title = "Does a running VM break the connection?",
            Question = "Do calls fail more often while a Tart VM runs on this host, and is it its network, its memory, or neither?",
            Target = "emulator", CallsPerTrial = 60, MaxBlocks = 40, Delta = 0.1, Alpha = 0.05,
            Arms =
            [
                new("control", true, "no VM"), new("vm-nat", false, "one VM, 4 GiB, NAT"),
                new("vm-no-network", false, "one VM, 4 GiB, no network"), new("memory", false, "no VM, 4 GiB held and touched"),
            ],
            Definition = "name: vm-on-off\ntitle: Does a running VM break the connection?\ntarget: emulator\narms:\n  control: {}\n  vm-nat: { vm: { network: nat, memory: 4GiB } }\n  vm-no-network: { vm: { network: none, memory: 4GiB } }\n  memory: { memory-load: 4GiB }\n",
        },
        new()
        {
            Name = "idle-gap", Title = "Do idle connections go stale?",
            Question = "Do calls on a pooled connection fail more often after a long tool run than after a short one?",
            Target = "anthropic-unauthenticated", CallsPerTrial = 30, MaxBlocks = 20, Delta = 0.2, Alpha = 0.05,
            Arms = [new("control", true, "tools run 5–20 ms"), new("idle", false, "tools run 60 s")],
            Definition = "name: idle-gap\narms:\n  control: {}\n  idle: { tool-time: 60s }\n",
        },
    ];

    public ExperimentView? Find(string name) => All.FirstOrDefault(e => e.Name == name);
}
