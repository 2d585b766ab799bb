using System.Runtime.InteropServices;

namespace Lab.LoadGenerator.Profiles.Headers;

/// <summary>What clients say of the machine they run on.</summary>
internal static class Machine
{
    public static string Arch => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";

    public static string Os => OperatingSystem.IsMacOS() ? "MacOS" : "Linux";
}
