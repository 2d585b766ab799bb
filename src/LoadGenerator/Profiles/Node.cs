using Lab.LoadGenerator.Dialing;

namespace Lab.LoadGenerator.Profiles;

/// <summary>What clients on Node 20 have in common.</summary>
internal static class Node
{
    /// <summary>As measured: keep-alive 60/1/10, idle connections closed in order after 4 s or what the server allows; 250 ms for each address but the last.</summary>
    public static SocketHabits Habits { get; } = new(KeepAliveSeconds: 60, KeepAliveInterval: 1, KeepAliveCount: 10, IdleLife: TimeSpan.FromSeconds(4))
    {
        FollowsKeepAliveHint = true,
        AddressTimeout = TimeSpan.FromMilliseconds(250),
    };
}
