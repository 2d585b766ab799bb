using System.Collections.Concurrent;

namespace Lab.Tests.LoadGenerator.Profiles;

/// <summary>A stand-in of the API that remembers its requests, how many were in flight at once, and over how many connections they came.</summary>
internal sealed class RecordingApi : IAsyncDisposable
{
    private readonly RawServer _server;
    private int _inFlight;
    private int _most;

    /// <param name="answer">The answer to a request.</param>
    /// <param name="thinking">How long each takes; null is at once.</param>
    public RecordingApi(Func<ApiRequest, byte[]> answer, Func<ApiRequest, TimeSpan>? thinking = null) => _server = new RawServer(async peer =>
    {
        while (await peer.ReadRequest() is { } raw)
        {
            var request = new ApiRequest(raw, peer.Number);
            Seen.Enqueue(request);
            var now = Interlocked.Increment(ref _inFlight);
            for (var most = _most; now > most && Interlocked.CompareExchange(ref _most, now, most) != most; most = _most)
            {
            }

            await Task.Delay(thinking?.Invoke(request) ?? TimeSpan.Zero, TestContext.Current.CancellationToken);
            Interlocked.Decrement(ref _inFlight);
            await peer.Send(answer(request));
        }
    });

    public Uri Url => _server.Url;

    /// <summary>The requests, in their order.</summary>
    public ConcurrentQueue<ApiRequest> Seen { get; } = new();

    public IReadOnlyList<ApiRequest> Main => [.. Seen.Where(r => r.IsMessage && !r.IsSmall && !r.IsSubagent)];

    public IReadOnlyList<ApiRequest> Subagents => [.. Seen.Where(r => r.IsSubagent)];

    public IReadOnlyList<ApiRequest> Small => [.. Seen.Where(r => r.IsSmall)];

    public int Connections => _server.Accepted;

    public int MostInFlight => _most;

    /// <summary>Answers as a model does that asks for tools so often before it answers in words, and for subagents first.</summary>
    public static Func<ApiRequest, byte[]> Model(int rounds = 0, int tools = 1, int subagents = 0, int subagentRounds = 0) => request =>
    {
        if (!request.IsMessage)
        {
            return request.Method == "HEAD" ? "HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n"u8.ToArray() : LoadGenerator.Replies.Status(200, "{}");
        }

        var asked = request.IsSmall ? 0
            : request.IsSubagent ? (request.Replies < subagentRounds ? 1 : 0)
            : request.Replies == 0 && subagents > 0 ? -subagents
            : request.Replies < rounds ? tools : 0;
        return asked == 0
            ? LoadGenerator.Replies.Stream()
            : LoadGenerator.Replies.Asking([.. Enumerable.Range(1, Math.Abs(asked)).Select(n => ($"toolu_{request.Replies}_{n}", asked < 0 ? "Task" : "Bash"))]);
    };

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
