using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Lab.Tests.LoadGenerator;

/// <summary>A server that does to each connection exactly what a test says: read, send bytes, reset, end, or stand still.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Task> _tasks = [];
    private readonly Func<Peer, Task> _script;
    private readonly X509Certificate2? _certificate;
    private int _accepted;

    public RawServer(Func<Peer, Task> script, X509Certificate2? certificate = null, IPAddress? on = null)
    {
        on ??= IPAddress.Loopback;
        _listener = new Socket(on.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _script = script;
        _certificate = certificate;
        _listener.Bind(new IPEndPoint(on, 0));
        _listener.Listen(512);
        _tasks.Add(Accept());
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public Uri Url => new($"{(_certificate is null ? "http" : "https")}://{_listener.LocalEndPoint}");

    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Every request read, header and body.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Answers every request of every connection.</summary>
    public static RawServer Answering(Func<string, byte[]> answer) => new(async peer =>
    {
        while (await peer.ReadRequest() is { } request)
        {
            await peer.Send(answer(request));
        }
    });

    public static RawServer Answering(byte[] answer) => Answering(_ => answer);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await Task.WhenAll(_tasks);
        _end.Dispose();
    }

    private async Task Accept()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptAsync(_end.Token);
                _tasks.Add(Serve(socket));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Serve(Socket socket)
    {
        socket.NoDelay = true;
        using var peer = new Peer(this, socket, Interlocked.Increment(ref _accepted), _end.Token);
        try
        {
            if (_certificate is not null)
            {
                await peer.Secure(_certificate);
            }

            await _script(peer);
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, or the test is over.
        }
    }

    /// <summary>One accepted connection.</summary>
    internal sealed class Peer(RawServer server, Socket socket, int number, CancellationToken end) : IDisposable
    {
        private readonly byte[] _buffer = new byte[64 * 1024];
        private readonly MemoryStream _seen = new();
        private SslStream? _tls;

        /// <summary>From 1.</summary>
        public int Number => number;

        public Socket Socket => socket;

        public async Task Secure(X509Certificate2 certificate, System.Security.Authentication.SslProtocols protocol = System.Security.Authentication.SslProtocols.None)
        {
            _tls = new SslStream(new NetworkStream(socket));
            await _tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate, ApplicationProtocols = [SslApplicationProtocol.Http11], EnabledSslProtocols = protocol }, end);
        }

        /// <summary>Reads a whole request; null when the client has closed.</summary>
        public async Task<string?> ReadRequest()
        {
            while (true)
            {
                var text = Encoding.Latin1.GetString(_seen.GetBuffer(), 0, (int)_seen.Length);
                var at = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                if (at >= 0)
                {
                    var length = text.Split("Content-Length: ") is [_, var rest0, ..] ? int.Parse(rest0.Split("\r\n")[0]) : 0;
                    if (text.Length >= at + 4 + length)
                    {
                        var request = text[..(at + 4 + length)];
                        var rest = text[request.Length..];
                        _seen.SetLength(0);
                        _seen.Write(Encoding.Latin1.GetBytes(rest));
                        server.Requests.Enqueue(request);
                        return request;
                    }
                }

                var read = _tls is null ? await socket.ReceiveAsync(_buffer, end) : await _tls.ReadAsync(_buffer, end);
                if (read == 0)
                {
                    return null;
                }

                _seen.Write(_buffer, 0, read);
            }
        }

        public Task Send(string text) => Send(Encoding.UTF8.GetBytes(text));

        public async Task Send(byte[] bytes)
        {
            if (_tls is not null)
            {
                await _tls.WriteAsync(bytes, end);
                return;
            }

            for (var sent = 0; sent < bytes.Length;)
            {
                sent += await socket.SendAsync(bytes.AsMemory(sent), end);
            }
        }

        /// <summary>Ends with RST.</summary>
        public void Reset() => socket.Close(0);

        /// <summary>Ends with FIN.</summary>
        public void End() => socket.Shutdown(SocketShutdown.Send);

        /// <summary>Holds the connection open and does nothing.</summary>
        public Task StandStill() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);

        /// <summary>Waits until the client has closed; true when in order, false with RST.</summary>
        public async Task<bool> WaitForEnd()
        {
            try
            {
                while (await socket.ReceiveAsync(_buffer, end) > 0)
                {
                }

                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }

        public void Dispose()
        {
            _tls?.Dispose();
            socket.Dispose();
            _seen.Dispose();
        }
    }
}
