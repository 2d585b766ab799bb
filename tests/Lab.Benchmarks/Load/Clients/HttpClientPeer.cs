using System.Net.Http.Headers;
using System.Net.ServerSentEvents;

namespace Lab.Benchmarks.Load.Clients;

/// <summary>The same load by HttpClient and SseParser, which only count.</summary>
internal sealed class HttpClientPeer
{
    private long _calls;

    public long Calls => Interlocked.Read(ref _calls);

    public async Task Run(Uri url, int connections, int bodyBytes, CancellationToken end)
    {
        var body = new byte[bodyBytes];
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = connections };
        using var http = new HttpClient(handler);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{url.AbsoluteUri.TrimEnd('/')}/v1/messages?beta=true")) { Content = new ByteArrayContent(body) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
                await using var stream = await response.Content.ReadAsStreamAsync(CancellationToken.None);
                var seen = 0;
                await foreach (var item in SseParser.Create(stream).EnumerateAsync(CancellationToken.None))
                {
                    seen += item.Data.Length > 0 ? 1 : 0;
                }

                if (seen == 0)
                {
                    throw new InvalidOperationException("HttpClient got a reply without events.");
                }

                Interlocked.Increment(ref _calls);
            }
        })));
    }
}
