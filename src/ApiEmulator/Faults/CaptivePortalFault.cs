using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Messages;

namespace Lab.ApiEmulator.Faults;

/// <summary>HTTP 200 with a page to sign in on, which is not the API's.</summary>
internal sealed class CaptivePortalFault : IFault
{
    public const string Name = "captive-portal";

    public string Kind => Name;

    public int? AfterEvents => null;

    public string Says => "The emulator answered 200 with a page of HTML as a captive portal does, as planned.";

    public async ValueTask<bool> Strike(Exchange exchange)
    {
        await exchange.Answer(ProxyPage.CaptivePortal);
        return false;
    }
}
