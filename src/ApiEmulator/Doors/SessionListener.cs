using System.Net;
using System.Net.Sockets;
using Lab.ApiEmulator.Connections;
using Lab.ApiEmulator.Pacing;
using Lab.ApiEmulator.Plans;
using Lab.ApiEmulator.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Lab.ApiEmulator.Doors;

/// <summary>Accepts the sessions' connections at one port, and draws what becomes of each.</summary>
internal sealed class SessionListener(PortGate port, bool isTls, PlanBook plans, OpenConnections open, Strikes strikes, PaceClock pace, SocketConnectionContextFactory connections)
    : IConnectionListener
{
    /// <summary>Between two tries where none could be accepted: descriptors that are used up come back.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(10);

    public EndPoint EndPoint => port.Address;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await port.Listening(cancellationToken) is { } listening)
        {
            Socket socket;
            try
            {
                socket = await listening.AcceptAsync(cancellationToken);
            }
            catch (ObjectDisposedException)
            {
                continue;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.OperationAborted)
            {
                continue;
            }
            catch (SocketException)
            {
                await pace.Sleep(Breath, cancellationToken);
                continue;
            }

            if (Admit(socket) is { } connection)
            {
                return connection;
            }
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        port.Close();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        port.Close();
        connections.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The connection; null when a fault ended it at once.</summary>
    private ConnectionContext? Admit(Socket socket)
    {
        var plan = plans.Current;
        var (number, count) = open.EnterSession();
        var turn = plan.Connections.Next();
        var accepted = new Accepted(plan, number, turn, isTls, plan.Connections.Draw(turn, isTls, count, plan.Age));
        if (accepted.Fault is IResetAtOnce fault)
        {
            strikes.Note(accepted, fault);
            socket.Close(0);
            open.LeaveSession();
            return null;
        }

        socket.NoDelay = true;
        var connection = connections.Create(socket);
        connection.Features.Set(accepted);
        return connection;
    }
}
