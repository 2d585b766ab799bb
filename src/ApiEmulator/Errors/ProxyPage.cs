using System.Text;

namespace Lab.ApiEmulator.Errors;

/// <summary>A page of HTML from something on the way, without a word of the API's: not its headers, not its JSON.</summary>
internal sealed class ProxyPage
{
    private readonly byte[] _html;

    private ProxyPage(int status, string title, string text)
    {
        Status = status;
        _html = Encoding.ASCII.GetBytes($"<!DOCTYPE html>\n<html>\n<head><title>{title}</title></head>\n<body>\n<h1>{title}</h1>\n<p>{text}</p>\n</body>\n</html>\n");
    }

    public static ProxyPage BadGateway { get; } = new(StatusCodes.Status502BadGateway, "502 Bad Gateway", "The server behind this proxy gave no valid answer.");

    public static ProxyPage ServiceUnavailable { get; } = new(StatusCodes.Status503ServiceUnavailable, "503 Service Unavailable", "The server behind this proxy takes no requests at the moment.");

    public static ProxyPage CaptivePortal { get; } = new(StatusCodes.Status200OK, "Sign in to this network", "Accept the terms of use to get on the Internet.");

    public int Status { get; }

    /// <summary>Writes it as the whole response, and sends it.</summary>
    public async Task Write(HttpContext context)
    {
        var response = context.Response;
        response.Headers.Clear();
        response.StatusCode = Status;
        response.ContentType = "text/html";
        response.ContentLength = _html.Length;
        await response.Body.WriteAsync(_html, context.RequestAborted);
        await response.Body.FlushAsync(context.RequestAborted);
    }
}
