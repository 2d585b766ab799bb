namespace Lab.TartStandIn.Networks;

/// <summary>The lock that orders all changes to the host's network: machines of several homes come and go at once, and choose subnets beside each other.</summary>
internal sealed class NetworkLock : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly FileStream _file;

    private NetworkLock(FileStream file) => _file = file;

    /// <summary>Takes it; null while another process has it.</summary>
    public static NetworkLock? TryTake(string space)
    {
        Directory.CreateDirectory(space);
        try
        {
            // No sharing means flock, which the kernel lets go of when we die.
            return new NetworkLock(new FileStream(Path.Combine(space, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <exception cref="HostRefusedException">Somebody has held it for a minute.</exception>
    public static async Task<NetworkLock> Take(string space, CancellationToken stopped)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (TryTake(space) is { } taken)
            {
                return taken;
            }

            if (TimeProvider.System.GetElapsedTime(started) > Limit)
            {
                throw new HostRefusedException($"another process has held {space}/lock for {Limit.TotalSeconds:0} s");
            }

            await Task.Delay(Poll, TimeProvider.System, stopped);
        }
    }

    public void Dispose() => _file.Dispose();
}
