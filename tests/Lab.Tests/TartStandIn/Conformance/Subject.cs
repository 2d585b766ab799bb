namespace Lab.Tests.TartStandIn.Conformance;

/// <summary>What speaks Tart's command line and is tried by this suite.</summary>
public enum Subject
{
    /// <summary>The stand-in whose machines are plain processes.</summary>
    Process,

    /// <summary>The stand-in whose machines are small Linux guests in QEMU.</summary>
    Qemu,

    /// <summary>Tart itself; tried on macOS alone.</summary>
    Tart,
}

/// <summary>What answers <c>exec</c> in a subject's machines.</summary>
internal enum GuestKind
{
    /// <summary>Nothing: an empty disk has no agent.</summary>
    Absent,

    /// <summary>A few words: enough to be asked whether it is there, to shut down and to crash.</summary>
    Words,

    /// <summary>A Linux with a shell.</summary>
    Linux,
}

/// <summary>How a subject is called, and what it can do by its nature.</summary>
/// <param name="Executable">The command line.</param>
/// <param name="Environment">What it needs beside TART_HOME.</param>
/// <param name="Image">A small image to clone.</param>
/// <param name="Version">What <c>--version</c> answers.</param>
internal sealed record SubjectFacts(string Executable, IReadOnlyDictionary<string, string?> Environment, string Image, string Version)
{
    private static readonly Lazy<Task<string?>> NoQemu = new(WhyNoQemu);

    public bool IsStandIn { get; init; } = true;

    public GuestKind Guest { get; init; }

    /// <summary>Whether its machines have addresses from a DHCP of the host, so that leases and neighbours know them.</summary>
    public bool HasLeases { get; init; }

    /// <summary>The flag of <c>run</c> for no network; none where a machine always has one.</summary>
    public string[] WithoutNetwork { get; init; } = ["--net-none"];

    /// <summary>What makes a guest shut itself down.</summary>
    public string[] PowerOff { get; init; } = ["poweroff"];

    /// <summary>What breaks a guest.</summary>
    public string[] Panic { get; init; } = ["panic"];

    /// <summary>More than its machines need at least, in MiB.</summary>
    public int MemoryMiB { get; init; } = 64;

    public static IReadOnlyList<Subject> Here { get; } = OperatingSystem.IsMacOS() ? [Subject.Process, Subject.Qemu, Subject.Tart] : [Subject.Process, Subject.Qemu];

    /// <summary>The subject; skips the test, with the reason, where it cannot be had.</summary>
    public static async Task<SubjectFacts> Of(Subject subject)
    {
        if (subject == Subject.Qemu && await NoQemu.Value is { } reason)
        {
            Assert.Skip(reason);
        }

        return subject switch
        {
            Subject.Process => StandInOf("process"),
            Subject.Qemu => StandInOf("qemu") with
            {
                Guest = GuestKind.Linux,
                HasLeases = Lab.TartStandIn.Networks.Kernel.Rights.Missing() is null,
                Panic = ["sh", "-c", "echo c >/proc/sysrq-trigger"],
                MemoryMiB = 160,
            },
            _ => Tart(),
        };
    }

    private static SubjectFacts StandInOf(string kind) => new(
        Path.Combine(AppContext.BaseDirectory, "Lab.TartStandIn"),
        new Dictionary<string, string?> { ["LAB_STANDIN_MACHINES"] = kind },
        "standin",
        $@"\A\d+\.\d+\.\d+-standin \({kind}\)\n\z")
    {
        Guest = GuestKind.Words,
    };

    private static SubjectFacts Tart()
    {
        var path = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(d => Path.Combine(d, "tart")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, "There is no tart on PATH (brew install cirruslabs/cli/tart).");
        return new SubjectFacts(path, new Dictionary<string, string?> { ["CI"] = "1", ["TART_NO_AUTO_PRUNE"] = "1" }, "empty", @"\A\d+\.\d+\.\d+\n\z")
        {
            IsStandIn = false,
            Guest = GuestKind.Absent,
            WithoutNetwork = [],
            MemoryMiB = 4096,
        };
    }

    private static async Task<string?> WhyNoQemu()
    {
        var facts = StandInOf("qemu");
        var result = await new Lab.Shell.CommandRunner(TimeProvider.System).Run(
            new Lab.Shell.Command(facts.Executable, "--version") { Environment = facts.Environment, Timeout = TimeSpan.FromSeconds(40) },
            CancellationToken.None);
        return result.Output.Contains("(qemu)", StringComparison.Ordinal)
            ? null
            : $"The stand-in has no QEMU machines here: it says '{(result.Output + result.Error).Trim()}'; its --help says what is missing.";
    }
}
