using Lab.ApiEmulator.Connections;
using Lab.ApiEmulator.Wire;

namespace Lab.ApiEmulator.Tls;

/// <summary>RST once the client's hello was read.</summary>
internal sealed class ResetInHandshakeFault : IHandshakeFault
{
    public string Kind => "reset-in-handshake";

    public string Says => "The emulator reset the connection behind the client's hello, as planned.";

    public ValueTask Strike(ConnectionWire wire) => wire.Reset();
}
