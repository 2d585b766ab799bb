namespace Lab.TartStandIn.Machines.Qemu;

/// <summary>What <c>run</c> prints when a guest ended by itself, from what QEMU said last.</summary>
internal static class QemuEnding
{
    private const string Stopped = "guest has stopped the virtual machine";
    private const string Panic = "Kernel panic";
    private const int LongestTail = 16 << 10;

    /// <param name="reason">That of QEMU's SHUTDOWN event; null where there was none.</param>
    /// <param name="exitCode">QEMU's.</param>
    /// <param name="console">The file with what the guest's kernel wrote.</param>
    public static string Text(string? reason, int? exitCode, string console) => reason switch
    {
        "guest-shutdown" => Stopped,
        "guest-panic" => Error(PanicLine(console) ?? "the guest's kernel panicked"),
        "guest-reset" => Error(PanicLine(console) ?? "the guest restarted, which a machine of a stand-in does not survive"),
        "host-signal" => Error("QEMU was ended from outside, by a signal that it heeded"),
        null when exitCode > 128 => Error($"QEMU was ended from outside, by signal {exitCode - 128}"),
        _ => Error($"QEMU ended with {exitCode} ({reason ?? "and gave no reason"})"),
    };

    private static string Error(string because) => $"{Stopped} due to error: {because}";

    private static string? PanicLine(string console)
    {
        if (!File.Exists(console))
        {
            return null;
        }

        using var stream = new FileStream(console, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(-Math.Min(LongestTail, stream.Length), SeekOrigin.End);
        using var reader = new StreamReader(stream);
        var line = reader.ReadToEnd().Split('\n').LastOrDefault(l => l.Contains($"{Panic} -", StringComparison.Ordinal));
        return line?[line.IndexOf(Panic, StringComparison.Ordinal)..].Trim();
    }
}
