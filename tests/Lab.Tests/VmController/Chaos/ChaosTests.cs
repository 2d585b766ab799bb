using System.Globalization;
using Lab.TartStandIn.Machines.Qemu;
using Lab.Tests.Support;

namespace Lab.Tests.VmController.Chaos;

/// <summary>Whatever is killed and whenever: when the lease has ended, nothing of the lab is left on the host, and nobody else's machine was touched.</summary>
/// <remarks><c>LAB_CHAOS_SEED</c> repeats a story, <c>LAB_CHAOS_ROUNDS</c> sets how many.</remarks>
public sealed class ChaosTests(Stores stores)
{
    /// <param name="kind">What the machines are; QEMU's have networks, and take their time to boot.</param>
    /// <param name="usual">How many killings.</param>
    /// <param name="sideBySide">How many labs share them. Labs with networks are told apart by their homes, but would wait for each other's interfaces.</param>
    [Theory]
    [InlineData("process", 50, 3)]
    [InlineData("qemu", 12, 1)]
    public async Task Nothing_is_left_after_the_lease_whatever_was_killed_and_nothing_foreign_is_touched(string kind, int usual, int sideBySide)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What is left is looked for in /proc, which only Linux has.");
        var missing = kind == "qemu" ? QemuHost.Find().Missing : null;
        Assert.SkipWhen(missing is not null, missing ?? "");
        var seed = Number("LAB_CHAOS_SEED") ?? System.Security.Cryptography.RandomNumberGenerator.GetInt32(1 << 24);
        var rounds = Number("LAB_CHAOS_ROUNDS") ?? usual;
        var seeds = new Queue<int>(Enumerable.Range(0, rounds).Select(i => seed + i));
        TestContext.Current.SendDiagnosticMessage($"Chaos with {kind} machines, {rounds} rounds from seed {seed}.");

        var hits = await Task.WhenAll(Enumerable.Range(0, sideBySide).Select(_ => Task.Run(() => Live(kind, seeds))));

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
