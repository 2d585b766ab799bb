using System.Runtime.InteropServices;

namespace Lab.LocalHosting;

/// <summary>Ctrl+C, SIGTERM and a closed terminal ask for an ordered stop; a second Ctrl+C asks for an end at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _now = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals(CancellationToken cancellation)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _registrations = [Register(PosixSignal.SIGINT), Register(PosixSignal.SIGTERM), Register(PosixSignal.SIGHUP), Register(PosixSignal.SIGQUIT)];
    }

    /// <summary>Stop in order.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Kill what is left.</summary>
    public CancellationToken Now => _now.Token;

    /// <summary>Asks for an ordered stop.</summary>
    public void Request() => _stop.Cancel();

    public void Dispose()
    {
        Array.ForEach(_registrations, r => r.Dispose());
        _stop.Dispose();
        _now.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;

        // SIGTERM may come twice for one wish: to us, and once more through whoever runs us.
        if (_stop.IsCancellationRequested && context.Signal == PosixSignal.SIGINT)
        {
            _now.Cancel();
        }

        _stop.Cancel();
    });
}
