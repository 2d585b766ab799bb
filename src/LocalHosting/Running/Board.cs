using System.Text;
using Aspire.Hosting.ApplicationModel;

namespace Lab.LocalHosting;

/// <summary>Shows what runs, how it is doing, and where it can be reached.</summary>
internal sealed class Board(Fleet fleet, IReadOnlyList<IResource> resources, HealthWait health, HostConsole console)
{
    /// <summary>Shows everything as it is known.</summary>
    public void Show()
    {
        var rows = fleet.Instances.Select(i => (i.Name, State: $"{i.State}".ToLowerInvariant(), Address: Addresses(i))).ToList();
        var name = rows.Max(r => r.Name.Length);
        var state = rows.Max(r => r.State.Length);

        var text = new StringBuilder().AppendLine();
        foreach (var row in rows)
        {
            text.AppendLine($"  {row.Name.PadRight(name)}  {row.State.PadRight(state)}  {row.Address}");
        }

        text.AppendLine();
        foreach (var page in fleet.Instances.SelectMany(Pages))
        {
            text.AppendLine(console.Bold($"  {page.DisplayText}: open {page.Url}"));
        }

        text.AppendLine("  Ctrl+C stops everything.");
        AddCommands(text);
        console.Text(text.ToString());
    }

    /// <summary>Asks every service again, and shows.</summary>
    public async Task Refresh(CancellationToken cancellation)
    {
        await Task.WhenAll(fleet.Instances.Where(i => i.IsRunning).Select(async i =>
            i.State = await health.Ask(i, cancellation) is null ? InstanceState.Healthy : InstanceState.Unhealthy));
        Show();
    }

    private void AddCommands(StringBuilder text)
    {
        var commands = resources.SelectMany(r => r.Annotations.OfType<ResourceCommandAnnotation>()).ToList();
        if (commands.Count > 0 && !Console.IsInputRedirected)
        {
            text.AppendLine().AppendLine("  Type a command and Enter:");
            var width = commands.Max(c => c.Name.Length);
            foreach (var command in commands)
            {
                text.AppendLine($"    {command.Name.PadRight(width)}  {command.Options.Description ?? command.DisplayName}");
            }

            text.AppendLine($"    {"status".PadRight(width)}  Asks every service for its health.");
        }
    }

    private static string Addresses(Instance instance) =>
        string.Join("  ", instance.Ports.Select(p => p.Key.IsHttp ? $"{p.Key.Scheme}://localhost:{p.Value}" : $"127.0.0.1:{p.Value} ({p.Key.Name})"));

    /// <summary>The addresses that were given a text: what a user wants to open.</summary>
    private static IEnumerable<ResourceUrlAnnotation> Pages(Instance instance)
    {
        foreach (var (endpoint, port) in instance.Ports)
        {
            var root = new Uri($"{endpoint.Scheme}://localhost:{port}");
            var url = new ResourceUrlAnnotation { Url = root.OriginalString };
            foreach (var said in instance.Resource.Annotations.OfType<UrlAnnotation>().Where(u => u.EndpointName == endpoint.Name))
            {
                said.Change(url);
            }

            if (url.DisplayText is not null)
            {
                url.Url = Uri.TryCreate(url.Url, UriKind.Absolute, out _) ? url.Url : new Uri(root, url.Url).ToString();
                yield return url;
            }
        }
    }
}
