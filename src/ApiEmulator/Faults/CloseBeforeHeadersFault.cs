using Lab.ApiEmulator.Messages;

namespace Lab.ApiEmulator.Faults;

/// <summary>FIN after the request was read, before a header.</summary>
internal sealed class CloseBeforeHeadersFault : IFault
{
    public const string Name = "close-before-headers";

    public string Kind => Name;

    public int? AfterEvents => null;

    public string Says => "The emulator closed the connection before the headers, as planned.";

    public async ValueTask<bool> Strike(Exchange exchange)
    {
        await exchange.Close();
        return false;
    }
}
