using System.Net;
using System.Net.Sockets;
using Lab.Contracts;
using Lab.LoadGenerator.Dialing.Names;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Exchange.Kernel;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Dialing;

/// <summary>Connects to the first address that answers, one after another, each with a time, a local port and an errno of its own.</summary>
internal sealed class Connector(TimeProvider clock)
{
    public async Task<(Socket? Socket, Trouble? Trouble)> Connect(Found found, int port, SocketHabits habits, TimeSpan? limit, AttemptMeter meter, CancellationToken cancellation)
    {
        var addresses = habits.AddressTimeout is null ? found.Addresses : AddressOrder.Alternate(found.Addresses);
        using var whole = limit is { } time ? new CancellationTokenSource(time, clock) : null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(whole?.Token ?? CancellationToken.None, cancellation);
        Trouble? worst = null;

        for (var index = 0; index < addresses.Length; index++)
        {
            using var own = habits.AddressTimeout is { } little && index < addresses.Length - 1 ? new CancellationTokenSource(little, clock) : null;
            using var any = own is null ? null : CancellationTokenSource.CreateLinkedTokenSource(own.Token, either.Token);
            var target = new IPEndPoint(addresses[index], port);
            var from = meter.Now();
            var dialing = await AddressDial.Start(target, habits, (any ?? either).Token);
            var took = meter.Elapsed(from, meter.Now());
            var tried = new AddressTried(target.ToString(), Dialer.FamilyOf(target.Address), took, null, dialing.LocalPort, index == 0 ? found.Note : null);
            if (dialing.Error is null)
            {
                meter.Tried(tried with { Connected = true }, from);
                return (dialing.Socket, null);
            }

            var trouble = dialing.Error is not OperationCanceledException || cancellation.IsCancellationRequested
                ? Classifier.Classify(dialing.Error, FailureLayer.Connect, $"connecting to {target}")
                : GivenUp(target, whole is { IsCancellationRequested: true } ? limit!.Value : habits.AddressTimeout!.Value);
            meter.Tried(tried with { Errno = trouble.Failure.Errno, Note = Join(tried.Note, trouble.Failure.Kind == FailureKind.TimedOut && trouble.Failure.Errno is null ? $"given up after {took.TotalMilliseconds:0} ms" : null) }, from);
            var telling = Classifier.Telling(worst, trouble);
            meter.Tcp = telling == worst ? meter.Tcp : dialing.Facts;
            worst = telling;
            if (either.IsCancellationRequested)
            {
                break;
            }
        }

        return (null, worst);
    }

    private static Trouble GivenUp(IPEndPoint target, TimeSpan limit) =>
        Trouble.Of(FailureLayer.Connect, FailureKind.TimedOut, null, $"{target} did not answer within {limit.TotalSeconds:0.###} s.");

    private static string? Join(string? one, string? other) => one is null || other is null ? one ?? other : $"{one}; {other}";

    /// <summary>One connect under way. A limit closes its socket itself, after it has asked the kernel how far it had come.</summary>
    private sealed class AddressDial
    {
        private int _isGivenUp;

        public required Socket Socket { get; init; }

        public int? LocalPort { get; private set; }

        /// <summary>Why it did not connect; null when it did.</summary>
        public Exception? Error { get; private set; }

        /// <summary>What the kernel knew when it failed.</summary>
        public TcpFacts? Facts { get; private set; }

        public static async Task<AddressDial> Start(IPEndPoint target, SocketHabits habits, CancellationToken limit)
        {
            Socket socket;
            try
            {
                socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            }
            catch (SocketException exception)
            {
                return new AddressDial { Socket = null!, Error = exception };
            }

            var dialing = new AddressDial { Socket = socket };
            await dialing.Run(target, habits, limit);
            return dialing;
        }

        private async Task Run(IPEndPoint target, SocketHabits habits, CancellationToken limit)
        {
            try
            {
                limit.ThrowIfCancellationRequested();
                habits.Apply(Socket);
                var connecting = Socket.ConnectAsync(target, CancellationToken.None);

                // Asked while the SYN is out: one that was refused has no port any more.
                LocalPort = Exchange.Kernel.LocalPort.Of(Socket);
                await using var registration = limit.UnsafeRegister(static d => ((AddressDial)d!).GiveUp(), this);
                await connecting;
                LocalPort ??= Exchange.Kernel.LocalPort.Of(Socket);
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                Error = exception;
            }

            if (Volatile.Read(ref _isGivenUp) == 1)
            {
                Error = new OperationCanceledException(limit);
            }

            if (Error is not null)
            {
                Facts ??= TcpInfo.Read(Socket);
                Socket.Dispose();
            }
        }

        private void GiveUp()
        {
            Facts = TcpInfo.Read(Socket);
            Volatile.Write(ref _isGivenUp, 1);
            Socket.Dispose();
        }
    }
}
