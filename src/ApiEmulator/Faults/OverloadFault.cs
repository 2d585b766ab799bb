using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Messages;

namespace Lab.ApiEmulator.Faults;

/// <summary>HTTP 529.</summary>
internal sealed class OverloadFault : IFault
{
    public const string Name = "overload";

    public string Kind => Name;

    public int? AfterEvents => null;

    public string Says => "The emulator answered 529 overloaded_error, as planned.";

    public async ValueTask<bool> Strike(Exchange exchange)
    {
        await exchange.Refuse(ApiError.Overloaded);
        return false;
    }
}
