using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Lab.TartStandIn.Machines.Qemu;

/// <summary>One of the agents in the guest (<c>Guest/lab-agent</c>): it runs one command at a time.</summary>
internal sealed class GuestAgent(Socket output, Socket error) : IDisposable
{
    private static readonly TimeSpan KillAgain = TimeSpan.FromMilliseconds(500);

    private readonly NetworkStream _requests = new(output, ownsSocket: true);
    private readonly MarkedStream _output = new(new NetworkStream(output));
    private readonly MarkedStream _error = new(new NetworkStream(error, ownsSocket: true));

    /// <summary>Runs a command and hands over its outputs; returns its exit code. Where nobody waits any more it is killed first.</summary>
    /// <exception cref="IOException">The guest ended meanwhile.</exception>
    public async Task<int> Run(IReadOnlyList<string> command, GuestOutput take, CancellationToken gone)
    {
        var mark = $"{Guid.NewGuid():N}";
        await _requests.WriteAsync(Encoding.ASCII.GetBytes($"run {mark} {string.Join(' ', command.Select(Escaped))}\n"), CancellationToken.None);

        var both = Task.WhenAll(_output.Copy(mark, b => Hand(b, isError: false)), _error.Copy(mark, b => Hand(b, isError: true)));
        await Task.WhenAny(both, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, gone));
        while (!both.IsCompleted)
        {
            // Again and again: it may not have been started yet.
            await _requests.WriteAsync("kill\n"u8.ToArray(), CancellationToken.None);
            await Task.WhenAny(both, Task.Delay(KillAgain, TimeProvider.System, CancellationToken.None));
        }

        return int.Parse((await both)[0], CultureInfo.InvariantCulture);

        async Task Hand(ReadOnlyMemory<byte> bytes, bool isError)
        {
            try
            {
                await (gone.IsCancellationRequested ? Task.CompletedTask : take(bytes, isError));
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                // Who asked is gone; what comes is read on, or the guest would wait for ever.
            }
        }
    }

    public void Dispose()
    {
        _requests.Dispose();
        error.Dispose();
    }

    /// <summary>Each byte in octal, between two dots: so nothing in a word means anything to the guest's shell, and an empty word is one too.</summary>
    private static string Escaped(string word) =>
        $".{string.Concat(Encoding.UTF8.GetBytes(word).Select(b => $"\\0{Convert.ToString(b, 8).PadLeft(3, '0')}"))}.";
}
