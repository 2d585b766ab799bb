using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Messages;
using Lab.ApiEmulator.Plans;
using Lab.Contracts;

namespace Lab.ApiEmulator.Faults;

/// <summary>HTTP 429, with <c>retry-after</c> where the plan names one.</summary>
internal sealed class RateLimitFault(RateLimit spec) : IFault
{
    public const string Name = "rate-limit";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public string Kind => Name;

    public int? AfterEvents => null;

    public string Says => "The emulator answered 429 rate_limit_error, as planned.";

    public async ValueTask<bool> Strike(Exchange exchange)
    {
        await exchange.Refuse(ApiError.RateLimited(spec.RetryAfter));
        return false;
    }

    public static IEnumerable<Complaint> Check(RateLimit spec) =>
        spec.RetryAfter is not { } after || (after >= TimeSpan.Zero && after <= Longest && after.Ticks % TimeSpan.TicksPerSecond == 0)
            ? []
            : [new("retryAfter", $"Must be a whole number of seconds, 0 to {Longest.TotalSeconds}, since the header holds no other; it is {after.TotalSeconds}.")];
}
