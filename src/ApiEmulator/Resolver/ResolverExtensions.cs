namespace Lab.ApiEmulator.Resolver;

/// <summary>The lab's resolver.</summary>
internal static class ResolverExtensions
{
    public static WebApplicationBuilder AddResolver(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<NameServer>();
        builder.Services.AddSingleton<BlackHoles>();
        builder.Services.AddSingleton<ResolverService>();
        builder.Services.AddHostedService(s => s.GetRequiredService<ResolverService>());
        return builder;
    }
}
