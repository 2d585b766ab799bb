using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Messages;

namespace Lab.ApiEmulator.Faults;

/// <summary>HTTP 503, in a proxy's HTML.</summary>
internal sealed class ServiceUnavailableFault : IFault
{
    public const string Name = "service-unavailable";

    public string Kind => Name;

    public int? AfterEvents => null;

    public string Says => "The emulator answered 503 as a proxy does, as planned.";

    public async ValueTask<bool> Strike(Exchange exchange)
    {
        await exchange.Answer(ProxyPage.ServiceUnavailable);
        return false;
    }
}
