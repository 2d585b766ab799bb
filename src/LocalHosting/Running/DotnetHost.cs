using System.Runtime.InteropServices;

namespace Lab.LocalHosting;

/// <summary>The dotnet executable of the runtime that runs this process.</summary>
internal static class DotnetHost
{
    /// <summary>The runtime is in <c>shared/Microsoft.NETCore.App/10.0.x</c> below it; where it is not, PATH must know.</summary>
    public static string Path { get; } = System.IO.Path.GetFullPath("../../../dotnet", RuntimeEnvironment.GetRuntimeDirectory()) is var path && File.Exists(path) ? path : "dotnet";
}
