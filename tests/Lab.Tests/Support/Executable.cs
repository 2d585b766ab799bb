namespace Lab.Tests.Support;

/// <summary>Files and directories that a test makes and everybody may run or enter.</summary>
internal static class Executable
{
    /// <summary>Lets everybody read and run it, and its owner write it.</summary>
    public static void Make(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }
    }
}
