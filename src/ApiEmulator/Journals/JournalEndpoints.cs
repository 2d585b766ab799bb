using System.Globalization;
using System.IO.Pipelines;
using Lab.ApiEmulator.Plans;
using Lab.ApiEmulator.Wire;
using Microsoft.AspNetCore.Connections;

namespace Lab.ApiEmulator.Journals;

/// <summary>What clients asked for, request by request, while the plan wants it remembered: <c>GET</c> and <c>DELETE /lab/requests</c>.</summary>
internal static class JournalEndpoints
{
    private static readonly PathString[] OurOwn = ["/lab", "/health", "/alive"];

    /// <summary>Lets journals see headers as they came. Belongs between TLS and HTTP.</summary>
    public static void UseHeadTap(this IConnectionBuilder connection)
    {
        var plans = new Lazy<PlanBook>(connection.ApplicationServices.GetRequiredService<PlanBook>);
        connection.Use(next => async context =>
        {
            var transport = context.Transport;
            var tap = new HeadTap(transport.Input, plans.Value);
            context.Features.Set(tap);
            context.Transport = new Tapped(tap, transport.Output);
            try
            {
                await next(context);
            }
            finally
            {
                context.Transport = transport;
            }
        });
    }

    /// <summary>Counts and records the requests of clients, whatever becomes of them.</summary>
    public static void UseJournal(this WebApplication app)
    {
        var plans = app.Services.GetRequiredService<PlanBook>();
        var clock = app.Services.GetRequiredService<TimeProvider>();
        app.Use(next => context =>
        {
            var number = context.Wire().CountRequest();
            var journal = plans.Current.Journal;
            return journal.IsKept ? Record(journal, context, number, clock, next) : next(context);
        });
    }

    public static void MapJournal(this WebApplication app)
    {
        app.MapGet("/lab/requests", (PlanBook plans, string? session, string? since) =>
        {
            if (since is null)
            {
                return Results.Ok(plans.Current.Journal.Read(session, null));
            }

            return DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var from)
                ? Results.Ok(plans.Current.Journal.Read(session, from))
                : Results.ValidationProblem(new Dictionary<string, string[]> { ["since"] = [$"Must be a time in ISO 8601: 2026-01-31T12:00:00Z; it is '{since}'. A + must be written %2B."] });
        });
        app.MapDelete("/lab/requests", (PlanBook plans) =>
        {
            plans.Current.Journal.Clear();
            return Results.NoContent();
        });
    }

    private static async Task Record(RequestJournal journal, HttpContext context, int number, TimeProvider clock, RequestDelegate next)
    {
        if (Array.Exists(OurOwn, p => context.Request.Path.StartsWithSegments(p)))
        {
            context.Features.Get<HeadTap>()?.End();
            await next(context);
            return;
        }

        var entry = new JournalEntry(context, number, clock);
        context.Features.Set(entry);
        journal.Enter(entry);
        try
        {
            await next(context);
        }
        finally
        {
            entry.End(context);
            context.Features.Get<HeadTap>()?.End();
        }
    }

    private sealed record Tapped(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
