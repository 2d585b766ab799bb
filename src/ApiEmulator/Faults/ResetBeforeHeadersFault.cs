using Lab.ApiEmulator.Messages;

namespace Lab.ApiEmulator.Faults;

/// <summary>RST after the request was read, before a header.</summary>
internal sealed class ResetBeforeHeadersFault : IFault
{
    public const string Name = "reset-before-headers";

    public string Kind => Name;

    public int? AfterEvents => null;

    public string Says => "The emulator reset the connection before the headers, as planned.";

    public async ValueTask<bool> Strike(Exchange exchange)
    {
        await exchange.Reset();
        return false;
    }
}
