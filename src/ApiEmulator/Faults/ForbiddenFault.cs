using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Messages;

namespace Lab.ApiEmulator.Faults;

/// <summary>HTTP 403.</summary>
internal sealed class ForbiddenFault : IFault
{
    public const string Name = "forbidden";

    public string Kind => Name;

    public int? AfterEvents => null;

    public string Says => "The emulator answered 403 permission_error, as planned.";

    public async ValueTask<bool> Strike(Exchange exchange)
    {
        await exchange.Refuse(ApiError.Forbidden);
        return false;
    }
}
