using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lab.Shell;
using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Machines.Qemu;

/// <summary>How QEMU runs a guest's code: on the processor by KVM, or by translating it, which is many times slower.</summary>
/// <param name="IsKvm">Whether it is KVM.</param>
/// <param name="Why">Why it is not; empty where it is.</param>
internal sealed record Acceleration(bool IsKvm, string Why)
{
    /// <summary>The variable that says <c>kvm</c> or <c>tcg</c>, and nothing is tried then.</summary>
    public const string Variable = "LAB_STANDIN_ACCEL";

    private const string Device = "/dev/kvm";
    private const string Works = "works";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    public string Description => IsKvm ? "KVM" : $"software emulation ({Why})";

    public IReadOnlyList<string> Arguments => IsKvm ? ["-accel", "kvm", "-cpu", "host"] : ["-accel", "tcg", "-cpu", "max"];

    /// <summary>Finds out what this host can do; the first time since its boot by trying.</summary>
    /// <exception cref="RefusedException">The variable says something else.</exception>
    public static async Task<Acceleration> Decide(QemuHost host, string image, TartHome home, CancellationToken stopped)
    {
        switch (Environment.GetEnvironmentVariable(Variable))
        {
            case "kvm":
                return new Acceleration(true, "");
            case "tcg":
                return new Acceleration(false, $"{Variable} asks for it");
            case { Length: > 0 } other:
                throw new RefusedException($"Error: {Variable} is '{other}'; it can be 'kvm' or 'tcg'", 1);
        }

        if (!File.Exists(Device))
        {
            return new Acceleration(false, $"this host has no {Device}");
        }

        try
        {
            using var device = new FileStream(Device, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new Acceleration(false, $"{Device} may not be used by this user: {exception.Message}");
        }

        return await Tried(host, image, home, stopped);
    }

    private static async Task<Acceleration> Tried(QemuHost host, string image, TartHome home, CancellationToken stopped)
    {
        var answer = Path.Combine(home.Cache, $"kvm-{Key(host)}.txt");

        // Machines that start together try it once.
        await using var turn = await Turn(Path.Combine(home.Cache, "kvm.lock"), stopped);
        if (!File.Exists(answer))
        {
            var fault = await KvmCheck.Run(host, image, home.Staging, KvmCheck.Limit, stopped);
            await File.WriteAllTextAsync(answer, fault ?? Works, stopped);
        }

        var known = await File.ReadAllTextAsync(answer, stopped);
        return known == Works ? new Acceleration(true, "") : new Acceleration(false, known);
    }

    private static async Task<FileStream> Turn(string file, CancellationToken stopped)
    {
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(Poll, TimeProvider.System, stopped);
            }
        }
    }

    /// <summary>Another boot or another QEMU may answer otherwise.</summary>
    private static string Key(QemuHost host)
    {
        var qemu = new FileInfo(new FileInfo(host.Qemu).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? host.Qemu);
        var text = string.Create(CultureInfo.InvariantCulture, $"{File.ReadAllText("/proc/sys/kernel/random/boot_id")}|{qemu.FullName}|{qemu.Length}|{qemu.LastWriteTimeUtc.Ticks}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }
}
