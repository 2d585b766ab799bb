using Lab.ApiEmulator.Connections;
using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Messages;
using Lab.ApiEmulator.Tls;
using Lab.ApiEmulator.Wire;
using Lab.ServiceDefaults;
using Microsoft.AspNetCore.Hosting.Server;

namespace Lab.ApiEmulator.Doors;

/// <summary>Endpoints of the sessions beside the one of the lab's control.</summary>
internal static class DoorsExtensions
{
    private static readonly PathString[] ControlPaths = ["/lab", "/health", "/alive"];

    public static WebApplicationBuilder AddDoors(this WebApplicationBuilder builder)
    {
        builder.AddCheckedOptions<ApiEmulatorOptions>("ApiEmulator");
        builder.Services.AddSingleton<LabAuthority>();
        builder.Services.AddSingleton<Strikes>();
        builder.Services.AddSingleton<PortKeeper>();
        builder.Services.AddSingleton<SessionServer>();
        builder.Services.AddSingleton<Control>();

        var kestrel = builder.Services.Single(s => s.ServiceType == typeof(IServer)).ImplementationType!;
        builder.Services.AddSingleton<IServer>(s => new TwoDoors((IServer)ActivatorUtilities.CreateInstance(s, kestrel), s.GetRequiredService<SessionServer>()));
        return builder;
    }

    /// <summary>Sessions get the API alone, by whatever name they call it, and none of what guards the control.</summary>
    public static void MapDoors(this WebApplication app) => app.Use((context, next) =>
    {
        var wire = context.Wire();
        return wire.Accepted is null ? next(context) : Serve(context, wire, wire.Accepted);
    });

    private static Task Serve(HttpContext context, ConnectionWire wire, Accepted accepted)
    {
        if (accepted.Fault is { } fault)
        {
            Strikes.Mark(EmulatorTrace.Span(context), fault);
        }

        if (wire.Idle is { } idle)
        {
            if (idle.Hint is { } seconds)
            {
                context.Response.Headers.KeepAlive = $"timeout={seconds}";
            }

            context.Response.OnCompleted(static state =>
            {
                ((Connections.Idle.IdleInput)state).Rest();
                return Task.CompletedTask;
            }, idle);
        }

        var isControl = ControlPaths.Any(p => context.Request.Path.StartsWithSegments(p));
        return !isControl && context.GetEndpoint()?.RequestDelegate is { } endpoint ? endpoint(context) : NotFound(context);
    }

    private static Task NotFound(HttpContext context)
    {
        var headers = context.RequestServices.GetRequiredService<ApiHeaders>();
        return ApiError.NotFound.Write(context, headers.Stamp(context.Response));
    }
}
