using Lab.Ballast;

namespace Lab.VmController.Ballast;

/// <summary>Why a ballast ended that nobody told to, from its exit code and its last words.</summary>
internal static class BallastEnding
{
    private const string LessMemory = "Ask for less memory, or close other programs.";

    public static (string Text, string Advice) Read(int? exitCode, string said) => exitCode switch
    {
        ExitCodes.Asked => ("The ballast was ended by an interrupt or SIGTERM.", "Do not end the lab's processes by hand during a run."),
        ExitCodes.NotHad when Said(said, "") is { Length: > 0 } words => (words, LessMemory),
        ExitCodes.ParentGone or ExitCodes.LifeOver => (Said(said, "The ballast ended by itself."), "Take shorter trials: a ballast lives for a day at most."),
        ExitCodes.BadArguments => ($"The ballast does not take what it is asked for: {Said(said, "it said nothing.")}", "VmController:BallastPath names an executable of another version of the lab: leave the setting out, or build the lab again."),
        137 => ("The ballast was ended by SIGKILL.", $"Did the host run out of memory? Look at the system's log ('log show --last 10m' on macOS, 'dmesg' on Linux). {LessMemory}"),
        143 => ("The ballast was ended by SIGTERM.", "Do not end the lab's processes by hand during a run."),
        null => ("The ballast ended, and its exit code was not seen.", "Look at the system's log ('log show --last 10m' on macOS, 'dmesg' on Linux)."),
        _ => ($"The ballast ended with exit code {exitCode}: {Said(said, "it said nothing.")}", "Start the executable by hand to see why: Lab.Ballast --memory-mib 64 --cores 0."),
    };

    private static string Said(string said, string otherwise) =>
        string.Join(' ', said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(5)) is { Length: > 0 } words ? words : otherwise;
}
