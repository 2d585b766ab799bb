namespace Lab.LoadGenerator.Dialing.Tls;

/// <summary>The groups of the key exchange by their names in IANA's registry "TLS Supported Groups".</summary>
internal static class KeyShares
{
    /// <summary>The name of a group; of one that is not known here its number.</summary>
    public static string Name(ushort group) => group switch
    {
        0x0017 => "secp256r1",
        0x0018 => "secp384r1",
        0x0019 => "secp521r1",
        0x001A => "brainpoolP256r1",
        0x001B => "brainpoolP384r1",
        0x001C => "brainpoolP512r1",
        0x001D => "x25519",
        0x001E => "x448",
        0x0100 => "ffdhe2048",
        0x0101 => "ffdhe3072",
        0x0102 => "ffdhe4096",
        0x0200 => "MLKEM512",
        0x0201 => "MLKEM768",
        0x0202 => "MLKEM1024",
        0x11EB => "SecP256r1MLKEM768",
        0x11EC => "X25519MLKEM768",
        0x11ED => "SecP384r1MLKEM1024",
        0x6399 => "X25519Kyber768Draft00",
        _ => $"0x{group:X4}",
    };
}
