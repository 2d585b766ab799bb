using Lab.Contracts;

namespace Lab.LoadGenerator.Exchange;

/// <summary>Where requests go, taken apart once.</summary>
/// <param name="Host">A name, or an address without brackets.</param>
/// <param name="Port">The port.</param>
/// <param name="IsTls">Whether it speaks TLS.</param>
/// <param name="Authority">The <c>Host</c> header's value.</param>
/// <param name="Path">The path of the Messages API there, without a query.</param>
internal sealed record TargetAddress(string Host, int Port, bool IsTls, string Authority, string Path)
{
    private const string Messages = "/v1/messages";

    /// <summary>What all paths there begin with.</summary>
    public string Prefix => Path[..^Messages.Length];

    public static TargetAddress Of(Target target)
    {
        var url = target.Url;
        var host = url.IdnHost.Trim('[', ']');
        var authority = url.IsDefaultPort ? url.IdnHost : $"{url.IdnHost}:{url.Port}";
        return new TargetAddress(host, url.Port, url.Scheme == Uri.UriSchemeHttps, authority, url.AbsolutePath.TrimEnd('/') + Messages);
    }
}
