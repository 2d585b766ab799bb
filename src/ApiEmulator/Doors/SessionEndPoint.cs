using System.Net;

namespace Lab.ApiEmulator.Doors;

/// <summary>An address on loopback where sessions are served.</summary>
internal sealed class SessionEndPoint(int port, bool isTls) : IPEndPoint(IPAddress.Loopback, port)
{
    public bool IsTls => isTls;

    public Uri Url => new($"{(isTls ? "https" : "http")}://{this}");
}
