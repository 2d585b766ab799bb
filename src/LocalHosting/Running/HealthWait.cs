using System.Net.Sockets;

namespace Lab.LocalHosting;

/// <summary>Asks a service for its health.</summary>
internal sealed class HealthWait(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Asks until it is healthy. What it answered last is in <paramref name="last"/>.</summary>
    public async Task UntilHealthy(Instance instance, Action<string> last, CancellationToken cancellation)
    {
        var pause = FirstPause;
        while (await Ask(instance, cancellation) is { } fault)
        {
            last(fault);
            await Task.Delay(pause, clock, cancellation);

            // Slower and slower: each answer that is not healthy is a line in the service's log.
            pause = pause * 1.5 > LongestPause ? LongestPause : pause * 1.5;
        }
    }

    /// <summary>Asks once: null where it is healthy, else what is wrong.</summary>
    public async Task<string?> Ask(Instance instance, CancellationToken cancellation)
    {
        if (instance.Health is not { } health)
        {
            return null;
        }

        try
        {
            using var answer = await _http.GetAsync(health.Url, cancellation);
            return (int)answer.StatusCode == health.Status
                ? null
                : $"{health.Url} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}";
        }
        catch (HttpRequestException exception) when (exception.InnerException is SocketException socket)
        {
            return $"{health.Url} did not answer: {socket.Message}";
        }
        catch (HttpRequestException exception)
        {
            return $"{health.Url} did not answer: {exception.Message}";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"{health.Url} did not answer within five seconds.";
        }
    }

    public void Dispose() => _http.Dispose();
}
