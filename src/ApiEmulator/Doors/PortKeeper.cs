using System.Net.Sockets;
using Lab.ApiEmulator.Connections;
using Lab.ApiEmulator.Pacing;
using Lab.ApiEmulator.Plans;
using Lab.ApiEmulator.Wire;

namespace Lab.ApiEmulator.Doors;

/// <summary>Shuts and opens the sessions' ports as the plan's faults want it.</summary>
internal sealed class PortKeeper : IDisposable
{
    private readonly PlanBook _plans;
    private readonly OpenConnections _open;
    private readonly PaceClock _pace;
    private readonly Strikes _strikes;
    private readonly ILogger<PortKeeper> _logger;
    private readonly Lock _gate = new();
    private readonly List<PortGate> _ports = [];
    private PlanInForce _plan;
    private bool[] _shutBy = [];
    private CancellationTokenSource? _slots;

    public PortKeeper(PlanBook plans, OpenConnections open, PaceClock pace, Strikes strikes, ILogger<PortKeeper> logger)
    {
        _plans = plans;
        _open = open;
        _pace = pace;
        _strikes = strikes;
        _logger = logger;
        _plan = plans.Current;
        _plans.Changed += Follow;
        _open.Changed += LookAtCount;
    }

    /// <summary>Keeps a port from now on.</summary>
    public void Keep(PortGate port)
    {
        lock (_gate)
        {
            _ports.Add(port);
        }
    }

    public void Dispose()
    {
        _plans.Changed -= Follow;
        _open.Changed -= LookAtCount;
        lock (_gate)
        {
            EndSlots();
        }
    }

    private void Follow(PlanInForce plan)
    {
        lock (_gate)
        {
            EndSlots();
            _plan = plan;
            _shutBy = new bool[plan.Connections.Ports.Count];
            for (var i = 0; i < _shutBy.Length; i++)
            {
                // The first slot is decided before the plan is answered for.
                Look(plan, i, slot: 1);
                if (plan.Connections.Ports[i].Fault.Slot is { } length)
                {
                    _slots ??= new CancellationTokenSource();
                    _ = RunSlots(plan, i, length, _slots.Token);
                }
            }

            Apply();
        }
    }

    private async Task RunSlots(PlanInForce plan, int index, TimeSpan length, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var slot = (plan.Age.Ticks / length.Ticks) + 2;
                await _pace.Sleep((length * (slot - 1)) - plan.Age, stop);
                lock (_gate)
                {
                    if (ReferenceEquals(plan, _plan) && !stop.IsCancellationRequested)
                    {
                        Look(plan, index, slot);
                        Apply();
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Another plan is in force.
        }
    }

    /// <summary>A connection came or went: faults without slots look again.</summary>
    private void LookAtCount()
    {
        if (Volatile.Read(ref _plan).Connections.Ports.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            for (var i = 0; i < _shutBy.Length; i++)
            {
                if (_plan.Connections.Ports[i].Fault is { CountsOpen: true })
                {
                    Look(_plan, i, slot: null);
                }
            }

            Apply();
        }
    }

    /// <summary>Whether a fault shuts the ports now. A slot is drawn by its number, and its time is the nominal one, so that the same plan shuts the same slots.</summary>
    private void Look(PlanInForce plan, int index, long? slot)
    {
        var (reach, fault) = plan.Connections.Ports[index];
        var isDrawn = !fault.CountsOpen && slot is not null;
        var since = isDrawn ? fault.Slot!.Value * (slot!.Value - 1) : plan.Age;
        var candidate = new Candidate(0, isDrawn ? slot!.Value : 1, since, TimeSpan.Zero, 0, _open.Sessions);
        var shuts = fault.CanShut(_open.Sessions) && reach.Strikes(candidate);
        if (shuts && (isDrawn || !_shutBy[index]))
        {
            _strikes.NotePorts(plan, fault);
        }

        _shutBy[index] = shuts;
    }

    private void Apply()
    {
        var isShut = _shutBy.Contains(true);
        foreach (var port in _ports)
        {
            try
            {
                if (isShut)
                {
                    port.Refuse();
                }
                else
                {
                    port.Admit();
                }
            }
            catch (SocketException exception)
            {
                _logger.LogError("The port {Port} stays {State}: {Why}.", port.Address, isShut ? "open though the plan shuts it" : "shut though no fault shuts it", exception.Message);
            }
        }
    }

    private void EndSlots()
    {
        _slots?.Cancel();
        _slots?.Dispose();
        _slots = null;
    }
}
