using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.DataProtection;
using Radzen;

namespace Lab.Coordinator.Pages;

/// <summary>The lab's web pages: what they need, and where they are.</summary>
public static class PagesExtensions
{
    private const int MostOfAPage = 8 * 1024 * 1024;

    /// <summary>Adds the pages. They read from <c>IRuns</c>, <c>IExperiments</c>, <c>IVms</c>, <c>IHostNow</c> and the store, which the coordinator registers.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        // A page hands what it shows to its circuit in one message, and a long run has thousands of trials: with the usual 32 KiB its page would never come alive.
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(options => options.MaximumReceiveMessageSize = MostOfAPage);
        services.AddRadzenComponents();

        // Nothing is signed that must outlive this process, and the host keeps no keys of ours.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();

        return services;
    }

    /// <summary>Maps the pages and their static files. Call it after <c>MapServiceDefaults</c>, so that its guard stands in front of the circuit too.</summary>
    public static WebApplication MapPages(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);

        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use(KeepProblemDetails);
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();

        return app;
    }

    /// <summary>A browser that looks for a page gets one that says what is wrong; everybody else keeps the ProblemDetails of the API.</summary>
    /// <remarks>Not a branch of the pipeline: a branch has no routes of its own, and the page would not be found.</remarks>
    private static Task KeepProblemDetails(HttpContext context, RequestDelegate next)
    {
        if (!IsPageRequest(context) && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            pages.Enabled = false;
        }

        return next(context);
    }

    private static bool IsPageRequest(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/api")
        && context.Request.Headers.Accept.Any(accept => accept?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true);
}
