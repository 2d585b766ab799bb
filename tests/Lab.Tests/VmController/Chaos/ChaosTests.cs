using System.Globalization;
using Lab.Tests.Support;

namespace Lab.Tests.VmController.Chaos;

/// <summary>Whatever is killed and whenever: when the lease has ended, nothing of the lab is left on the host, and nobody else's machine was touched.</summary>
/// <remarks><c>LAB_STANDIN_MACHINES=qemu</c> takes real virtual machines, one lab after the other; <c>LAB_CHAOS_SEED</c> repeats a story, <c>LAB_CHAOS_ROUNDS</c> sets how many.</remarks>
public sealed class ChaosTests(Stores stores)
{
    private const int SideBySide = 3;

    [Fact]
    public async Task Nothing_is_left_after_the_lease_whatever_was_killed_and_nothing_foreign_is_touched()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What is left is looked for in /proc, which only Linux has.");
        var kind = Environment.GetEnvironmentVariable("LAB_STANDIN_MACHINES") is "qemu" ? "qemu" : "process";
        var seed = Number("LAB_CHAOS_SEED") ?? System.Security.Cryptography.RandomNumberGenerator.GetInt32(1 << 24);
        var rounds = Number("LAB_CHAOS_ROUNDS") ?? (kind == "qemu" ? 12 : 50);
        var seeds = new Queue<int>(Enumerable.Range(0, rounds).Select(i => seed + i));
        TestContext.Current.SendDiagnosticMessage($"Chaos with {kind} machines, {rounds} rounds from seed {seed}.");

        // Labs with networks are told apart by their homes, but they would wait for each other's interfaces.
        var hits = await Task.WhenAll(Enumerable.Range(0, kind == "qemu" ? 1 : SideBySide).Select(_ => Task.Run(() => Live(kind, seeds))));

        Assert.True(hits.Sum() >= rounds / 2, $"Only {hits.Sum()} of {rounds} killings from seed {seed} found somebody to kill.");
    }

    private async Task<int> Live(string kind, Queue<int> seeds)
    {
        await using var lab = await ChaosLab.Start(stores, kind);
        while (Next(seeds) is { } seed)
        {
            await lab.Round(seed);
        }

        return lab.Hits;
    }

    private static int? Next(Queue<int> seeds)
    {
        lock (seeds)
        {
            return seeds.TryDequeue(out var seed) ? seed : null;
        }
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
