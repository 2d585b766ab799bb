using System.Net.Http.Headers;
using System.Net.ServerSentEvents;

namespace Lab.Benchmarks.Load;

/// <summary>The same load by HttpClient and SseParser, which only count.</summary>
internal static class HttpClientPeer
{
    private static readonly byte[] Body = new byte[20_000];

    public static async Task<long> Flat(Uri url, int connections, TimeSpan length)
    {
        using var end = new CancellationTokenSource(length);
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = connections };
        using var http = new HttpClient(handler);
        long events = 0;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{url.AbsoluteUri.TrimEnd('/')}/v1/messages?beta=true")) { Content = new ByteArrayContent(Body) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                await using var stream = await response.Content.ReadAsStreamAsync();
                var seen = 0;
                await foreach (var item in SseParser.Create(stream).EnumerateAsync())
                {
                    seen += item.Data.Length > 0 ? 1 : 0;
                }

                Interlocked.Add(ref events, seen);
            }
        })));
        return events;
    }
}
