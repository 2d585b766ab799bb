using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Messages;

namespace Lab.ApiEmulator.Faults;

/// <summary>HTTP 502, in a proxy's HTML.</summary>
internal sealed class BadGatewayFault : IFault
{
    public const string Name = "bad-gateway";

    public string Kind => Name;

    public int? AfterEvents => null;

    public string Says => "The emulator answered 502 as a proxy does, as planned.";

    public async ValueTask<bool> Strike(Exchange exchange)
    {
        await exchange.Answer(ProxyPage.BadGateway);
        return false;
    }
}
