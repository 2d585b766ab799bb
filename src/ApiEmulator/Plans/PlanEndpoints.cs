using Lab.ApiEmulator.Doors;

namespace Lab.ApiEmulator.Plans;

/// <summary>The lab's control of the emulator: what it does now, a new plan, back to health.</summary>
internal static class PlanEndpoints
{
    public static WebApplicationBuilder AddPlans(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PlanBook>();
        return builder;
    }

    public static void MapPlans(this WebApplication app)
    {
        app.MapGet("/lab/status", (Control control) => control.Status);
        app.MapPut("/lab/plan", Put);
        app.MapDelete("/lab/plan", async (Control control) =>
        {
            await control.Set(PlanBook.Healthy, CancellationToken.None);
            return control.Status;
        });
    }

    private static async Task<IResult> Put(HttpRequest request, Control control, CancellationToken cancellation)
    {
        var (plan, complaints) = await PlanJson.Read(request.Body, cancellation);
        if (complaints.Count == 0)
        {
            complaints = await control.Set(plan!, cancellation);
        }

        if (complaints.Count > 0)
        {
            return Results.ValidationProblem(complaints, title: "The plan is refused; the one in force stays.");
        }

        return Results.Ok(control.Status);
    }
}
