using Radzen;

namespace Lab.Coordinator.Pages;

/// <summary>The lab's web pages: what they need, and where they are.</summary>
public static class PagesExtensions
{
    /// <summary>Adds the pages. They read from <c>IRuns</c>, <c>IExperiments</c>, <c>IVms</c>, <c>IHostNow</c> and the store, which the coordinator registers.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddRadzenComponents();

        return services;
    }

    /// <summary>Maps the pages and their static files. Call it after <c>MapServiceDefaults</c>, so that its guard stands in front of the circuit too.</summary>
    public static WebApplication MapPages(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);

        // A browser gets a page that says what went wrong; everybody else keeps the ProblemDetails of the API.
        app.UseWhen(IsPageRequest, pages =>
        {
            pages.UseExceptionHandler("/error", createScopeForErrors: true);
            pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        });
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();

        return app;
    }

    private static bool IsPageRequest(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/api")
        && context.Request.Headers.Accept.Any(accept => accept?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true);
}
