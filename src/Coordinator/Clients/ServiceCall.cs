using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Lab.Contracts;

namespace Lab.Coordinator.Clients;

/// <summary>A call to another service of the lab did not do what it should.</summary>
internal class ServiceCallException(string message, Exception? inner = null) : HttpRequestException(message, inner);

/// <summary>Another service of the lab refused what it was asked, and says why: each reason by itself.</summary>
internal sealed class ServiceRefusedException(string message, HttpStatusCode status, IReadOnlyList<string> reasons) : ServiceCallException(message)
{
    public HttpStatusCode Status { get; } = status;

    public IReadOnlyList<string> Reasons { get; } = reasons;
}

/// <summary>Calls another service of the lab over HTTP; what goes wrong is said in words that name the service.</summary>
/// <remarks>Nothing here is on a measured path, and still nothing is retried: who calls decides.</remarks>
internal static class ServiceCall
{
    public static async Task<T> Send<T>(this HttpClient client, string service, HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        using var response = await Send(client, service, method, path, body, cancellation);
        await Check(response, service, method, path, cancellation);
        return await Content<T>(response, service, method, path, cancellation)
            ?? throw new ServiceCallException($"The {service} answered {method} {path} with nothing.");
    }

    /// <summary>Null where the service says 404.</summary>
    public static async Task<T?> Find<T>(this HttpClient client, string service, string path, CancellationToken cancellation) where T : class
    {
        using var response = await Send(client, service, HttpMethod.Get, path, null, cancellation);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await Check(response, service, HttpMethod.Get, path, cancellation);
        return await Content<T>(response, service, HttpMethod.Get, path, cancellation);
    }

    public static async Task Do(this HttpClient client, string service, HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        using var response = await Send(client, service, method, path, body, cancellation);
        if (method != HttpMethod.Delete || response.StatusCode != HttpStatusCode.NotFound)
        {
            await Check(response, service, method, path, cancellation);
        }
    }

    private static async Task<HttpResponseMessage> Send(HttpClient client, string service, HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType(), options: LabJson.Options);
        }

        try
        {
            return await client.SendAsync(request, cancellation);
        }
        catch (HttpRequestException exception)
        {
            throw new ServiceCallException($"The {service} at {client.BaseAddress} did not answer {method} {path}: {exception.Message}", exception);
        }
        catch (TaskCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new ServiceCallException($"The {service} at {client.BaseAddress} did not answer {method} {path} within {client.Timeout.TotalSeconds:0} s.", exception);
        }
    }

    private static async Task<T?> Content<T>(HttpResponseMessage response, string service, HttpMethod method, string path, CancellationToken cancellation)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(LabJson.Options, cancellation);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new ServiceCallException($"The {service} answered {method} {path} with something that cannot be read: {exception.Message}", exception);
        }
    }

    private static async Task Check(HttpResponseMessage response, string service, HttpMethod method, string path, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var (title, reasons) = Problem(await response.Content.ReadAsStringAsync(cancellation));
        var message = $"The {service} answered {method} {path} with {(int)response.StatusCode}: {string.Join(": ", new[] { title, string.Join(" ", reasons) }.Where(t => !string.IsNullOrEmpty(t)))}";
        throw (int)response.StatusCode is >= 400 and < 500 ? new ServiceRefusedException(message, response.StatusCode, reasons is [] ? [title ?? message] : reasons) : new ServiceCallException(message);
    }

    /// <summary>The title of ProblemDetails, and its detail with its faults by field; the text as it is where it is none.</summary>
    private static (string? Title, IReadOnlyList<string> Reasons) Problem(string said)
    {
        try
        {
            using var problem = JsonDocument.Parse(said);
            if (problem.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (null, [Short(said)]);
            }

            var reasons = new List<string>();
            if (Text(problem.RootElement, "detail") is { } detail)
            {
                reasons.Add(detail);
            }

            if (problem.RootElement.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object)
            {
                reasons.AddRange(errors.EnumerateObject().SelectMany(field => Texts(field.Value).Select(text => field.Name.Length == 0 ? text : $"{field.Name}: {text}")));
            }

            return (Text(problem.RootElement, "title"), reasons);
        }
        catch (JsonException)
        {
            return (null, [Short(said)]);
        }
    }

    private static string? Text(JsonElement problem, string name) =>
        problem.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static IEnumerable<string> Texts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(v => v.ToString()).ToList() : [value.ToString()];

    private static string Short(string said) => said.Length > 300 ? said[..300] : said;
}
