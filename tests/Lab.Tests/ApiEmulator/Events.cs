using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Lab.Tests.ApiEmulator;

/// <summary>An event of a streamed reply.</summary>
internal sealed record Event(string Name, JsonElement Data);

/// <summary>Reads streamed replies as a client does.</summary>
internal static class Events
{
    public static async Task<List<Event>> Read(HttpResponseMessage response, CancellationToken cancellation)
    {
        var events = new List<Event>();
        var parser = SseParser.Create(await response.Content.ReadAsStreamAsync(cancellation));
        await foreach (var item in parser.EnumerateAsync(cancellation))
        {
            events.Add(new Event(item.EventType, JsonDocument.Parse(item.Data).RootElement));
        }

        return events;
    }
}
