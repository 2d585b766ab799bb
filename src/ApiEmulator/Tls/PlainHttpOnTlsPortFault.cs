using Lab.ApiEmulator.Connections;
using Lab.ApiEmulator.Wire;

namespace Lab.ApiEmulator.Tls;

/// <summary>Plain HTTP in answer to the client's hello: what a web server says to bytes that are no request.</summary>
internal sealed class PlainHttpOnTlsPortFault : IHandshakeFault
{
    private static readonly byte[] BadRequest =
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 12\r\nConnection: close\r\n\r\nBad Request\n"u8.ToArray();

    public string Kind => "plain-http-on-tls-port";

    public string Says => "The emulator answered the client's hello in plain HTTP, as planned.";

    public async ValueTask Strike(ConnectionWire wire)
    {
        await wire.Output.WriteAsync(BadRequest, CancellationToken.None);
        await wire.Close();
    }
}
