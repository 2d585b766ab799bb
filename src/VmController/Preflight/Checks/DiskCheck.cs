using Lab.Contracts;
using Lab.VmController.Preflight.Host;

namespace Lab.VmController.Preflight.Checks;

/// <summary>Has the disk of TART_HOME room? A clone shares its blocks with its image, and grows with what the guest writes.</summary>
internal sealed class DiskCheck(ILocalHost host) : IPreflightCheck
{
    private const double GB = 1e9;

    private const string Fix = "Free space on that disk ('tart prune --entries caches --older-than 30' deletes cached images), or set VmController:TartHome to a directory on another one.";

    public string Name => "disk";

    public async Task<PreflightFinding?> Look(PreflightQuestion question, CancellationToken cancellation)
    {
        var home = question.Tart.Home;
        var free = host.FreeBytes(home);
        var size = (await question.Machines).Vms?.FirstOrDefault(v => v.Name == question.Image.Full)?.SizeBytes;

        // The guests of a stand-in are small, and hold nothing on the disk that they are not asked to.
        var (least, comfortable) = question.IsTart ? (2 * GB, 20 * GB) : (0.2 * GB, 2 * GB);
        var seen = $"{free / GB:0.0} GB are free on the disk of {home}{(size is null ? "" : $"; the image takes {size / GB:0} GB")}.";
        return free < least ? this.Fails($"{seen} That is less than {least / GB:0.#} GB, too little for machines that write.", Fix)
            : free < comfortable || free < size ? this.Warns($"{seen} Machines that write much, or the download of an image, may fill it.", Fix)
            : this.Fine(seen);
    }
}
