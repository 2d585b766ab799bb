using System.Net;
using Lab.Contracts;

namespace Lab.LoadGenerator.Dialing;

/// <summary>Where requests go and on which way, taken apart once.</summary>
/// <param name="Host">A name, or an address without brackets.</param>
/// <param name="Port">The port.</param>
/// <param name="IsTls">Whether it speaks TLS.</param>
/// <param name="Authority">The <c>Host</c> header's value.</param>
/// <param name="Path">The path of the Messages API there, without a query.</param>
internal sealed record TargetAddress(string Host, int Port, bool IsTls, string Authority, string Path)
{
    private const int DnsPort = 53;
    private const string Messages = "/v1/messages";

    /// <summary>The name server to ask; null is the system's resolver.</summary>
    public IPEndPoint? Resolver { get; init; }

    /// <summary>The proxy's name, or its address without brackets; null goes straight.</summary>
    public string? ProxyHost { get; init; }

    /// <summary>The proxy's port.</summary>
    public int ProxyPort { get; init; }

    /// <summary>The proxy as records name it; null for none.</summary>
    public string? Proxy { get; init; }

    /// <summary>A certificate authority in PEM that is trusted as well; null for none.</summary>
    public string? CaCertificate { get; init; }

    /// <summary>What all paths there begin with.</summary>
    public string Prefix => Path[..^Messages.Length];

    /// <summary>What a request line's path begins with: a proxy is told whom a plain request is for.</summary>
    public string LineStart => ProxyHost is null || IsTls ? "" : $"http://{Authority}";

    /// <summary>The target's parts.</summary>
    /// <exception cref="InvalidOperationException">A part of it cannot be used.</exception>
    public static TargetAddress Of(Target target)
    {
        var url = target.Url;
        var host = Bare(url);
        return new TargetAddress(host, url.Port, url.Scheme == Uri.UriSchemeHttps, url.IsDefaultPort ? Shown(url) : $"{Shown(url)}:{url.Port}", url.AbsolutePath.TrimEnd('/') + Messages)
        {
            Resolver = ResolverOf(target),
            ProxyHost = ProxyOf(target) is { } proxy ? Bare(proxy) : null,
            ProxyPort = target.Proxy?.Port ?? 0,
            Proxy = target.Proxy is null ? null : $"{Shown(target.Proxy)}:{target.Proxy.Port}",
            CaCertificate = target.CaCertificate,
        };
    }

    private static IPEndPoint? ResolverOf(Target target)
    {
        if (target.Resolver is not { } text)
        {
            return null;
        }

        return IPEndPoint.TryParse(text, out var server)
            ? new IPEndPoint(server.Address, server.Port == 0 ? DnsPort : server.Port)
            : throw new InvalidOperationException($"the target's resolver '{text}' is no address with a port; write it as 127.0.0.1:5353 or [::1]:5353");
    }

    private static Uri? ProxyOf(Target target) => target.Proxy switch
    {
        null => null,

        // Named without what stands in it.
        { UserInfo.Length: > 0 } => throw new InvalidOperationException("the target's proxy has a user or a password in its URL, which would be kept with the run; leave them out"),
        { Scheme: "http" } proxy => proxy,
        var other => throw new InvalidOperationException($"the target's proxy is spoken to by '{other.Scheme}'; only http is known (it carries https as well, by CONNECT)"),
    };

    private static string Bare(Uri url) => url.IdnHost.Trim('[', ']');

    /// <summary>As a header names it: an IPv6 address in brackets, and without its zone, which is ours alone.</summary>
    private static string Shown(Uri url) => url.HostNameType == UriHostNameType.IPv6 ? $"[{Bare(url).Split('%')[0]}]" : url.IdnHost;
}
