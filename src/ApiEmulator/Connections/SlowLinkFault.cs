using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Connections;

/// <summary>Latency and bandwidth, both ways and below TLS. The connect itself is the kernel's and stays fast.</summary>
internal sealed class SlowLinkFault(SlowLink spec) : ILinkFault
{
    private const long Slowest = 100;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public string Kind => "slow-link";

    public string Says { get; } = $"The emulator delayed all bytes by {spec.Latency.TotalSeconds} s each way{(spec.BytesPerSecond is { } rate ? $", at {rate} bytes a second" : "")}, as planned.";

    public TimeSpan Latency => spec.Latency;

    public long? BytesPerSecond => spec.BytesPerSecond;

    public static IEnumerable<Complaint> Check(SlowLink spec)
    {
        if (spec.Latency < TimeSpan.Zero || spec.Latency > Longest)
        {
            yield return new("latency", $"Must be 0 to {Longest.TotalSeconds} seconds; it is {spec.Latency.TotalSeconds}.");
        }

        if (spec.BytesPerSecond < Slowest)
        {
            yield return new("bytesPerSecond", $"Must be {Slowest} or more, or left out; it is {spec.BytesPerSecond}.");
        }
    }
}
