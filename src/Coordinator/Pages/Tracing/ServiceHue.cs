namespace Lab.Coordinator.Pages.Tracing;

/// <summary>Gives each service of a trace its hue: the lab's own always the same one.</summary>
internal static class ServiceHue
{
    private static readonly string[] Known = ["coordinator", "load-generator", "api-emulator", "vm-controller", "probe"];

    /// <summary>A colour for a style attribute.</summary>
    public static string Of(string service, IReadOnlyList<string> services)
    {
        var place = Array.IndexOf(Known, service);
        if (place < 0)
        {
            place = Known.Length + services.Where(s => !Known.Contains(s)).TakeWhile(s => s != service).Count();
        }

        return $"var(--hue-{place % 6})";
    }
}
