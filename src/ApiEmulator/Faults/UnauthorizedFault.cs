using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Messages;

namespace Lab.ApiEmulator.Faults;

/// <summary>HTTP 401.</summary>
internal sealed class UnauthorizedFault : IFault
{
    public const string Name = "unauthorized";

    public string Kind => Name;

    public int? AfterEvents => null;

    public string Says => "The emulator answered 401 authentication_error, as planned.";

    public async ValueTask<bool> Strike(Exchange exchange)
    {
        await exchange.Refuse(ApiError.Unauthorized);
        return false;
    }
}
