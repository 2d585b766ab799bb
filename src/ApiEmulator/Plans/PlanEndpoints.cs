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
        app.MapGet("/lab/status", (PlanBook book) => book.Status);
        app.MapPut("/lab/plan", Put);
        app.MapDelete("/lab/plan", (PlanBook book) =>
        {
            book.Set(PlanBook.Healthy);
            return book.Status;
        });
    }

    private static async Task<IResult> Put(HttpRequest request, PlanBook book, CancellationToken cancellation)
    {
        var (plan, complaints) = await PlanJson.Read(request.Body, cancellation);
        if (complaints.Count > 0)
        {
            return Results.ValidationProblem(complaints, title: "The plan is refused; the one in force stays.");
        }

        book.Set(plan!);
        return Results.Ok(book.Status);
    }
}
