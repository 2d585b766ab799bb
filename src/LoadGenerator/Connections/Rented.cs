using Lab.Contracts;
using Lab.LoadGenerator.Exchange;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Connections;

/// <summary>A connection for one request, with what it was like when it was taken, or why there is none.</summary>
internal readonly record struct Rented(Wire? Wire, Trouble? Trouble, TimeSpan Age, TimeSpan Idle, int RequestsBefore)
{
    public ConnectionFacts? Facts => Wire is null ? null : new ConnectionFacts
    {
        Id = Wire.Id,
        Remote = Wire.Remote,
        Family = Wire.Family,
        LocalPort = Wire.LocalPort,
        Age = Age,
        Idle = Idle,
        Tls = Wire.Tls,
        Proxy = Wire.Proxy,
        RequestsBefore = RequestsBefore,
    };
}
