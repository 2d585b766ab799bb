using Lab.Coordinator.Clients;

namespace Lab.Coordinator.Factors;

/// <summary>What host settings work with.</summary>
internal sealed record HostAccess(VmClient Vms, BallastClient Ballasts, TimeProvider Clock);
