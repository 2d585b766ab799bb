namespace Lab.ApiEmulator.Connections;

/// <summary>RST before anything is read.</summary>
internal sealed class ResetOnAcceptFault : IResetAtOnce
{
    public string Kind => "reset-on-accept";

    public string Says => "The emulator reset the connection as soon as it was accepted, as planned.";
}
