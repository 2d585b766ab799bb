using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Messages;

namespace Lab.ApiEmulator.Faults;

/// <summary>HTTP 500.</summary>
internal sealed class InternalErrorFault : IFault
{
    public const string Name = "internal-error";

    public string Kind => Name;

    public int? AfterEvents => null;

    public string Says => "The emulator answered 500 api_error, as planned.";

    public async ValueTask<bool> Strike(Exchange exchange)
    {
        await exchange.Refuse(ApiError.Internal);
        return false;
    }
}
