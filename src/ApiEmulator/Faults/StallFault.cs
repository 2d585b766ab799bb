using Lab.ApiEmulator.Messages;
using Lab.ApiEmulator.Plans;
using Lab.ApiEmulator.Replies;
using Lab.Contracts;

namespace Lab.ApiEmulator.Faults;

/// <summary>Silence for a while, or nothing but pings, before the headers or in the middle of the reply; ends early when the client leaves.</summary>
internal sealed class StallFault(Stall spec) : IFault
{
    public const string Name = "stall";

    public string Kind => Name;

    public int? AfterEvents => spec.AfterEvents;

    public string Says { get; } = $"The emulator stalled for {spec.For.TotalSeconds} s {(spec.AfterEvents is { } events ? $"after {events} events of the reply" : "before the headers")}{(spec.Pings is { } pings ? $", with a ping every {pings.TotalSeconds} s" : "")}, as planned.";

    public async ValueTask<bool> Strike(Exchange exchange)
    {
        try
        {
            // A reply in one piece has no events, so no pings either.
            await (spec.Pings is { } every && exchange.Request.Stream ? Ping(exchange, every) : exchange.Pace.Sleep(spec.For, exchange.ClientLeft));
            return true;
        }
        catch (OperationCanceledException)
        {
            exchange.NoteClientLeft();
            return false;
        }
    }

    private async Task Ping(Exchange exchange, TimeSpan every)
    {
        var left = spec.For;
        for (; left > every; left -= every)
        {
            await exchange.Pace.Sleep(every, exchange.ClientLeft);
            ReplyFrames.Ping(exchange.Writer);
            await exchange.Writer.FlushAsync(exchange.ClientLeft);
        }

        await exchange.Pace.Sleep(left, exchange.ClientLeft);
    }

    public static IEnumerable<Complaint> Check(Stall spec)
    {
        foreach (var complaint in (Complaint[])[.. Bounds.Events(spec.AfterEvents, ", or left out to stall before the headers"), .. Bounds.Duration("for", spec.For), .. Bounds.Duration("pings", spec.Pings)])
        {
            yield return complaint;
        }

        if (spec is { Pings: not null, AfterEvents: null })
        {
            yield return new("pings", $"Needs afterEvents, since before the headers nothing can be sent; pings is {spec.Pings.Value.TotalSeconds} and afterEvents is left out.");
        }
    }
}
