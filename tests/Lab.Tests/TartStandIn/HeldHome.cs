using Lab.TartStandIn.Home;

namespace Lab.Tests.TartStandIn;

/// <summary>Holds the lock on a TART_HOME, as another <c>tart</c> in the middle of a pull would.</summary>
internal static class HeldHome
{
    public static IDisposable Lock(string home)
    {
        Directory.CreateDirectory(home);
        return new Once(HomeLock.Take(home));
    }

    private sealed class Once(IDisposable held) : IDisposable
    {
        private IDisposable? _held = held;

        public void Dispose() => Interlocked.Exchange(ref _held, null)?.Dispose();
    }
}
