using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Lab.Contracts;

namespace Lab.Coordinator.Clients;

/// <summary>A call to another service of the lab did not do what it should.</summary>
internal sealed class ServiceCallException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Calls another service of the lab over HTTP; what goes wrong is said in words that name the service.</summary>
/// <remarks>Nothing here is on a measured path, and still nothing is retried: who calls decides.</remarks>
internal static class ServiceCall
{
    public static async Task<T> Send<T>(this HttpClient client, string service, HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        using var response = await Send(client, service, method, path, body, cancellation);
        await Check(response, service, method, path, cancellation);
        return await response.Content.ReadFromJsonAsync<T>(LabJson.Options, cancellation)
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
        return await response.Content.ReadFromJsonAsync<T>(LabJson.Options, cancellation);
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

    private static async Task Check(HttpResponseMessage response, string service, HttpMethod method, string path, CancellationToken cancellation)
    {
        if (!response.IsSuccessStatusCode)
        {
            var said = await response.Content.ReadAsStringAsync(cancellation);
            throw new ServiceCallException($"The {service} answered {method} {path} with {(int)response.StatusCode}: {Reason(said)}");
        }
    }

    /// <summary>The detail of ProblemDetails with its faults, or the text as it is.</summary>
    private static string Reason(string said)
    {
        try
        {
            using var problem = JsonDocument.Parse(said);
            var parts = new List<string>();
            foreach (var name in new[] { "title", "detail" })
            {
                if (problem.RootElement.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String)
                {
                    parts.Add(text.GetString()!);
                }
            }

            if (problem.RootElement.TryGetProperty("errors", out var errors))
            {
                parts.Add(errors.GetRawText());
            }

            return parts.Count > 0 ? string.Join(": ", parts) : said;
        }
        catch (JsonException)
        {
            return said.Length > 300 ? said[..300] : said;
        }
    }
}
