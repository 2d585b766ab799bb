using System.ComponentModel.DataAnnotations;

namespace Lab.ApiEmulator.Doors;

/// <summary>Where the emulator serves sessions, beside the address that the lab controls it by; all on loopback.</summary>
internal sealed class ApiEmulatorOptions
{
    /// <summary>The port for plain HTTP; 0 takes any.</summary>
    [Range(0, 65535)]
    public int HttpPort { get; set; }

    /// <summary>The port for HTTPS; 0 takes any.</summary>
    [Range(0, 65535)]
    public int HttpsPort { get; set; }

    /// <summary>The resolver's port, UDP and TCP; 0 takes any.</summary>
    [Range(0, 65535)]
    public int ResolverPort { get; set; }
}
