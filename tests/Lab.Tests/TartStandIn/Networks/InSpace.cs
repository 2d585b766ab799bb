using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Lab.Tests.TartStandIn.Networks;

/// <summary>Does things in a network namespace: sockets belong to the one in which they were made.</summary>
internal static class InSpace
{
    private const int NetworkNamespace = 0x40000000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>On a thread of its own, which moves into the namespace and never comes back.</summary>
    public static T Do<T>(string space, Func<T> work)
    {
        T? result = default;
        Exception? fault = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var target = File.OpenHandle($"/run/netns/{space}");
                Assert.Equal(0, Enter((int)target.DangerousGetHandle(), NetworkNamespace));
                result = work();
            }
            catch (Exception exception)
            {
                fault = exception;
            }
        });
        thread.Start();
        thread.Join();
        return fault is null ? result! : throw new InvalidOperationException($"In {space}: {fault.Message}", fault);
    }

    /// <summary>Whether something at an address sends a text as soon as it is connected to.</summary>
    public static async Task<bool> Reads(string space, string address, int port, string expected)
    {
        using var socket = Do(space, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(address), port, limit.Token);
            var buffer = new byte[100];
            return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, limit.Token)) == expected;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    /// <summary>Sends a text to whoever connects, until it is disposed; the text may depend on who that is.</summary>
    public static Socket Serve(string space, int port, Func<IPAddress, string> text)
    {
        var listener = Do(space, () =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            socket.Listen();
            return socket;
        });
        _ = Answer();
        return listener;

        async Task Answer()
        {
            try
            {
                while (true)
                {
                    using var socket = await listener.AcceptAsync();
                    await socket.SendAsync(Encoding.ASCII.GetBytes(text(((IPEndPoint)socket.RemoteEndPoint!).Address)));
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }

    /// <summary>The answer to a question for the address of <c>localhost</c>; null where none comes.</summary>
    public static async Task<byte[]?> Resolve(string space, string server)
    {
        byte[] question = [0x4C, 0x61, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 9, .. "localhost"u8, 0, 0, 1, 0, 1];
        using var socket = Do(space, () => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(server), 53, limit.Token);
            await socket.SendAsync(question, limit.Token);
            var buffer = new byte[512];
            return buffer[..await socket.ReceiveAsync(buffer, limit.Token)];
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "setns")]
    private static extern int Enter(int space, int kind);
}
